package idp

// person is somebody whom one may be in the demo. Names are invented.
type person struct {
	Number         string
	Given, Family  string
	IsCoordination bool
	About          string
}

// Name is the person's whole name.
func (p person) Name() string { return p.Given + " " + p.Family }

// people are the demo's, by numbers that the tax agency publishes for tests.
var people = []person{
	{Number: "197901049283", Given: "Anna", Family: "Bergström", About: "bor i Norrby"},
	{Number: "197902069272", Given: "Karim", Family: "Haddad", About: "bor i Norrby"},
	{Number: "198402179298", Given: "Elsa", Family: "Lindqvist", About: "bor i Söderby"},
	{Number: "197001782395", Given: "Maria", Family: "Kowalska", About: "har samordningsnummer", IsCoordination: true},
}
