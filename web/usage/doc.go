// Package usage is where editors see how people search, in the administration:
// the searches that want to be tended, each a step from becoming a search word or
// a recommended hit, and how it has gone from week to week.
//
// Nothing here is about anybody: package learning has seen to that before
// anything was kept.
package usage
