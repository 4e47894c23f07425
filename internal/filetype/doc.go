// Package filetype says what a file is that somebody has handed over, by its
// content, and what it may be called. Which types one takes, and how large, is
// for the domains to say.
package filetype
