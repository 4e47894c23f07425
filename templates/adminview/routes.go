package adminview

import "github.com/mittkoping/entre/templates/layout"

// Routes are the services whose cases go somewhere.
type Routes struct {
	layout.Office
	Services []Routed
}

// Routed is a service and where its cases go.
type Routed struct {
	Title, URL string
	Connector  string
	Others     int // rules and copies beside
}

// RoutePreview is where examples of a service's cases go.
type RoutePreview struct {
	layout.Office
	Title, Back string
	Cases       []RoutedCase
}

// RoutedCase is examples that go the same way with the same values.
type RoutedCase struct {
	Answers []string // that set them apart; none: nothing does
	Ways    []RouteWay
	Fault   string // the name of a value that cannot be computed
}

// RouteWay is one back end that the case goes to.
type RouteWay struct {
	Connector string
	IsCopy    bool
	Rule      int // 0: no rule says so
	Values    []RouteValue
}

// RouteValue is what the back end is told beside the answers.
type RouteValue struct{ Name, Value string }
