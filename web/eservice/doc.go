// Package eservice is where a citizen fills in a form: step by step, files,
// review, submission and receipt. What is typed is saved at each step, right or
// wrong; a draft that has been submitted leads to its receipt, whatever page of
// it is asked for.
//
// The rules are in packages cases and forms; here requests become calls and
// answers become pages.
package eservice
