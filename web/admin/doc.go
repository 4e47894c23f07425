// Package admin is where editors look after how services are found: the search
// words, the synonyms and the recommended hits, and why a hit came where it did.
//
// What may be changed, and how it is checked, previewed and published, is decided
// in package vocabulary. Here what was typed is read, one method called, and what
// came of it shown, with what was typed still there when it will not do.
package admin
