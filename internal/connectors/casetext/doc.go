// Package casetext writes cases as plain text for the people who work them, in
// back ends that have one field of text for a case: what the citizen answered, as
// they saw it, and what they say later. It is in Swedish, the language of those who
// read it.
package casetext
