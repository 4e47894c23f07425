// Package vocabulary is how editors look after the words by which services are
// found: search words and synonyms of each language, and recommended hits.
//
// What an editor changes waits in a draft of their own, as changes and not as
// documents, so that what colleagues publish meanwhile is not written over. The
// draft is tried on the catalogue's judged queries before it is published, and
// its words are held to the rules that files are held to. What is published
// stays in the history: who changed what, as which function, and when.
//
// The words themselves are the catalogue's (package catalogue), and how they are
// searched is package search's.
package vocabulary
