// Package hunch guesses from the words of a query whether somebody is in the
// middle of a crisis, and which: a linear model over words and bits of words,
// learnt from what people would write. It stands behind rules that know the plain
// ways to say it, for those who say it in a way that nobody has thought of.
//
// It is small, the same on every machine, and knows nothing but words.
package hunch
