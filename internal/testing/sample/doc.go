// Package sample holds made-up view models for every page and component, in
// every state that they have. The storybook shows them and tests render them.
//
// Nothing here is true of anybody, and nothing outside tests and the storybook
// imports it.
package sample
