// Package schoolview shows guardians and pupils what there is of the school:
// each child, and each kind of data about it, stands for itself. What does not
// answer, what is not shown and what is empty are told in three different ways.
package schoolview
