// Package formview holds the pages on which one fills in a form: the steps,
// the review, the saved draft and the receipt. Each page takes one view model.
//
// The rules of a form are not here: a model arrives with its questions chosen,
// its answers as they were typed and its faults put into words.
package formview
