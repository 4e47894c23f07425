// Package e2e tests the whole portal: the real wiring, both databases, a real
// browser, back ends that misbehave, and a portal that is killed. It holds
// tests only.
package e2e
