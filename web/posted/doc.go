// Package posted reads what a browser posted, once and within limits, before
// anything else looks at it: the typed values and the files.
//
// Files are held in memory until they are sealed and never touch a disk in the
// clear. A file that is too much is left out and the rest is kept, so that
// nobody loses what they typed by choosing a file that is too large.
//
// It does not know what the values mean, and trusts no name or media type.
package posted
