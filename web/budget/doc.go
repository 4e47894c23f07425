// Package budget bounds the bytes that requests hold in memory together, and
// how many of them one client may hold, so that nobody can take the room of
// everybody. It counts what it is told; it holds nothing itself.
package budget
