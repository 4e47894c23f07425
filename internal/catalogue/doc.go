// Package catalogue is what the municipality offers: services with their
// texts, who is responsible, how one logs in, what it costs, and by which route
// a case goes to the system that works it.
//
// The database is the truth. A folder of YAML files, one a service, is a way
// in and out of it (Import, Export). A running portal reads an immutable
// Snapshot that is swapped whole when the catalogue's version changes.
//
// It does not know what a form means: a form's definition is bytes that a
// FormChecker understands (package forms, joined in package app).
package catalogue
