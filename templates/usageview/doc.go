// Package usageview is what the administration shows of how people search: the
// searches that want to be tended, and how it has gone from week to week.
package usageview
