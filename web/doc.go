// Package web is the portal over HTTP: the route table, the one place that
// turns errors into pages or problem documents, and the joining of the rooms
// below it (public, eservice, mycases, api), each of which parses requests,
// calls a domain's service, and renders or redirects.
//
// It holds no rules of the domain and knows neither database nor back ends.
package web
