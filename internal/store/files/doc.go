// Package files keeps the contents of attachments, sealed, in a bucket: a
// folder by default. Names are our own ids; what a citizen called a file is in
// the database.
//
// A file is there whole or not at all, whatever is killed on the way, and in a
// folder it is on the disk when Put returns. A process that is killed in the
// middle can leave a file that ends in .tmp behind, with sealed bytes in it.
//
// It is not for what the portal itself is made of (package static).
package files
