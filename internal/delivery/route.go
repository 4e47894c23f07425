package delivery

// RouteChecker is a Connector that can say beforehand why cases cannot go by a
// route, without asking its back end: what would be refused after the citizen
// has been given a receipt is refused when the catalogue is imported.
type RouteChecker interface {
	CheckRoute(r Route) []RouteFault
}

// Route is how a service's cases come to a connector.
type Route struct {
	Authority string            // whose service it is, by its name
	Params    map[string]string // as written: a value that begins with "=" is computed
	Files     bool              // the form has a question for files
}

// RouteFault is one thing wrong in a route.
type RouteFault struct {
	Param   string // which value; "" for the whole
	Message string // what to write instead, for the person who wrote the route
}
