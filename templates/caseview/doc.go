// Package caseview holds the pages on which a citizen follows a case. Each page
// takes one view model.
package caseview
