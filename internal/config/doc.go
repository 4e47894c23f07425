// Package config is everything one can set about a running Entré: one struct,
// filled from a YAML file and then from environment variables ENTRE_*, and
// checked as a whole.
//
// A fault names its key and says what to write instead, and all faults are told
// at once. Secrets are files: a setting that ends in _file names one. The table
// in docs/configuration.md is made from the struct (go test ./internal/config
// -update).
//
// It opens nothing but those files: whether a database or a back end answers is
// for "entre check".
package config
