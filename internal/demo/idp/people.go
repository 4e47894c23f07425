package idp

// person is somebody whom one may be in the demo. Names are invented.
type person struct {
	Number         string
	Given, Family  string
	IsCoordination bool
	About          string
	Groups         []string // at work: what their employer has put them in
}

// Name is the person's whole name.
func (p person) Name() string { return p.Given + " " + p.Family }

// citizens are the demo's people, by numbers that the tax agency publishes for
// tests.
var citizens = []person{
	{Number: "197901049283", Given: "Anna", Family: "Bergström", About: "bor i Norrby"},
	{Number: "197902069272", Given: "Karim", Family: "Haddad", About: "bor i Norrby"},
	{Number: "198402179298", Given: "Elsa", Family: "Lindqvist", About: "bor i Söderby"},
	{Number: "197001782395", Given: "Maria", Family: "Kowalska", About: "har samordningsnummer", IsCoordination: true},
}

// employees are the same people at work: nobody may work their own case.
var employees = []person{
	atWork(0, "bygglovshandläggare i byggnadsnämnden", "bn-bygglov"),
	atWork(1, "kommunvägledare, kommunikatör och e-tjänstansvarig, placeringar i förskola, gatuärenden", "ks-kontaktcenter", "ks-e-tjanster", "ks-kommunikation", "bun-placering", "tn-gata"),
	atWork(2, "registrator för alla nämnder, bygglovshandläggare", "registratur", "bn-bygglov"),
	atWork(3, "drifttekniker", "ks-drift"),
	atWork(3, "första arbetsdagen, utan funktion"),
}

func atWork(citizen int, about string, groups ...string) person {
	p := citizens[citizen]
	p.About, p.Groups = about, groups
	return p
}

// Secrets returns what no log may hold: the names and numbers of everybody in
// the demo.
func Secrets() []string {
	var words []string
	for _, p := range citizens {
		words = append(words, p.Number, p.Number[2:], p.Number[2:8]+"-"+p.Number[8:], p.Given, p.Family)
	}
	return words
}
