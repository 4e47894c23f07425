// Package myschool shows a guardian their children's school, and a pupil their
// own. Who may see whom is decided in package school, at each request.
package myschool
