// Package ui holds the components that pages are built of: button, field,
// error summary, facts, timeline and the like. Each is a function here, its css
// in static/css/components and, where it has one, its enhancement in static/ts;
// the storybook shows them all.
//
// A component knows no page and no domain: it takes strings that are ready to
// read and addresses that are ready to follow.
package ui
