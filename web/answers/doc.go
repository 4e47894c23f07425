// Package answers shows the answers to a form, and other texts of the content,
// on the pages that have them: review, receipt and case.
package answers
