package archtest

// A pattern is a path below the module ("internal/cases"); a star stands for
// one element or part of it ("templates/*view") and a final "/..." for the
// package and everything below it. For other modules and the standard library
// it is the whole import path.

// The leaves: fakeable now, URLs, texts, who did what, kinds of errors.
var leaves = []string{"internal/errs", "internal/clock", "internal/paths", "internal/i18n", "internal/audit"}

// The domain: what Entré is about, without a database and without HTTP.
var domain = []string{
	"internal/catalogue", "internal/search", "internal/forms", "internal/cases", "internal/caseroom",
	"internal/delivery", "internal/delivery/watch", "internal/delivery/oncall", "internal/delivery/reconcile", "internal/identity", "internal/identity/pnr", "internal/school", "internal/stats",
	"internal/learning", "internal/vocabulary",
}

// stored is for the tests that try a domain on the real databases.
var stored = list(domain, "internal/store/...", "internal/keyring")

// anything is for the tests that stand outside the house and look at it whole.
var anything = []string{"cmd/...", "web/...", "internal/...", "templates/...", "static/...", "migrations/..."}

// room says what the packages of one room may import of ours. The first room
// that matches a package is its room, and every package has one.
type room struct {
	pkg string
	may []string

	// tests may also be imported by the room's tests, beside internal/testing/... and the room itself.
	tests []string
}

// rooms is the house from the top down: nothing imports upwards.
var rooms = []room{
	{
		pkg:   "cmd/entre",
		may:   list(leaves, "internal/app", "internal/config", "internal/catalogue", "internal/search", "internal/keyring"), // for its tools
		tests: anything,
	},
	{
		pkg:   "cmd/storybook",
		may:   []string{"templates/...", "static", "internal/paths", "internal/i18n", "internal/testing/sample"},
		tests: anything,
	},
	{
		pkg: "internal/app/...",
		may: list(leaves, list(domain, "internal/app/...", "internal/config", "internal/keyring", "internal/store/...",
			"internal/connectors/...", "internal/identity/oidc", "internal/school/*", "internal/demo/...",
			"web/...", "static", "migrations/...")...),
		tests: anything,
	},

	// The outer rooms: one technology each, side by side, unknown to each other.
	{pkg: "web/...", may: list(leaves, list(domain, "web/...", "templates/...", "static")...), tests: []string{"internal/forms/formtest", "internal/search/searchtest"}},
	{pkg: "internal/store/...", may: list(leaves, list(domain, "internal/store/...", "internal/keyring", "migrations/...")...)},
	{
		pkg:   "internal/connectors/caseroom", // hands the envelope over to our own case handling
		may:   []string{"internal/delivery", "internal/caseroom", "internal/identity", "internal/i18n", "internal/errs", "internal/clock"},
		tests: list(stored, "internal/delivery/connectortest", "internal/connectors/httpclient"),
	},
	{ // reaches whoever is on call
		pkg: "internal/connectors/alarm", may: []string{"internal/connectors/httpclient", "internal/delivery/oncall", "internal/clock"},
	},
	{pkg: "internal/connectors/httpclient", may: []string{"internal/delivery", "internal/errs", "internal/clock"}}, // what they share
	{pkg: "internal/connectors/casetext", may: []string{"internal/delivery"}},                                      // the words of a case, for back ends with one field of text
	{pkg: "internal/connectors/ntlm", may: []string{"internal/clock"}},
	{pkg: "internal/connectors/soap", may: []string{"internal/connectors/httpclient", "internal/connectors/ntlm", "internal/delivery", "internal/clock"}, tests: []string{"internal/demo/outside/soap"}},
	{
		pkg:   "internal/connectors/*",
		may:   []string{"internal/connectors/casetext", "internal/connectors/httpclient", "internal/connectors/soap", "internal/delivery", "internal/errs", "internal/clock"},
		tests: []string{"internal/delivery/connectortest", "internal/demo/outside/..."},
	},
	{pkg: "internal/identity/oidc", may: list(leaves, "internal/identity", "internal/identity/pnr"), tests: []string{"internal/demo/idp"}},
	{pkg: "internal/school/*", may: list(leaves, "internal/school", "internal/identity/pnr"), tests: []string{"internal/demo/outside/..."}},
	{pkg: "internal/demo/outside/...", may: []string{"internal/demo/outside/...", "internal/errs", "internal/clock"}}, // as foreign as in life
	{pkg: "internal/demo/idp", may: []string{"internal/clock"}},
	{pkg: "internal/demo/...", may: list(leaves, list(domain, "internal/demo/...")...), tests: []string{"internal/forms/formtest"}},

	// Pages take view models and know no domain.
	{pkg: "templates/ui", may: []string{"internal/paths", "internal/i18n", "static"}},
	{pkg: "templates/layout", may: []string{"templates/ui", "internal/paths", "internal/i18n", "static"}},
	{pkg: "templates/*view", may: []string{"templates/layout", "templates/ui", "internal/paths", "internal/i18n", "static"}},

	// The domain: these pairs and no others.
	{pkg: "internal/cases", may: list(leaves, "internal/failpoint", "internal/filetype", "internal/catalogue", "internal/forms", "internal/identity"), tests: stored},
	{pkg: "internal/caseroom", may: list(leaves, "internal/filetype", "internal/identity"), tests: stored},
	{pkg: "internal/search", may: list(leaves, "internal/catalogue", "internal/search/hunch"), tests: list(stored, "internal/search/searchtest")},
	{pkg: "internal/search/hunch"},
	{pkg: "internal/search/searchtest", may: list(leaves, "internal/catalogue", "internal/search")},
	{pkg: "internal/learning", may: list(leaves, "internal/identity"), tests: stored}, // who may see what is searched for
	{pkg: "internal/vocabulary", may: list(leaves, "internal/catalogue", "internal/search", "internal/identity"), tests: stored},
	{pkg: "internal/school", may: list(leaves, "internal/identity", "internal/identity/pnr"), tests: stored},
	{pkg: "internal/catalogue", may: leaves, tests: stored},
	{pkg: "internal/forms", may: list(leaves, "internal/identity/pnr"), tests: list(stored, "internal/forms/formtest")}, // a value, and how it is checked
	{pkg: "internal/forms/formtest", may: list(leaves, "internal/forms")},
	{pkg: "internal/identity", may: list(leaves, "internal/identity/pnr"), tests: stored},
	{pkg: "internal/identity/pnr"},
	{pkg: "internal/stats", may: leaves, tests: stored},
	{pkg: "internal/delivery/gate", may: []string{"internal/clock"}},
	{pkg: "internal/delivery", may: list(leaves, "internal/failpoint", "internal/delivery/gate"), tests: list(stored, "internal/delivery/connectortest")},
	{pkg: "internal/delivery/watch", may: list(leaves, "internal/delivery", "internal/identity"), tests: stored}, // who may see what waits
	{pkg: "internal/delivery/oncall", may: list(leaves, "internal/delivery"), tests: stored},                     // what cannot wait
	{pkg: "internal/delivery/reconcile", may: list(leaves, "internal/delivery"), tests: stored},                  // what is there that should be
	{pkg: "internal/delivery/connectortest", may: list(leaves, "internal/delivery")},

	// The ground.
	{pkg: "internal/config", may: leaves},
	{pkg: "internal/keyring", may: []string{"internal/errs"}},
	{pkg: "internal/filetype"},
	{pkg: "internal/failpoint"}, // where tests may kill us
	{pkg: "internal/errs"},
	{pkg: "internal/clock", may: leaves},
	{pkg: "internal/paths", may: leaves},
	{pkg: "internal/i18n", may: leaves},
	{pkg: "internal/audit", may: leaves},
	{pkg: "static"},
	{pkg: "migrations/..."},

	// The tests of the whole house, and the helpers that only tests import.
	{pkg: "internal/e2e", tests: anything},
	{pkg: "internal/bench", tests: anything},
	{pkg: "internal/archtest"},
	{pkg: "internal/testing/...", may: list(leaves, "internal/testing/...", "templates/...", "static"), tests: anything},
}

// owned says which packages alone may import a library, and which others may
// in their tests.
type owned struct {
	library string
	by      []string
	tests   []string
}

var libraries = []owned{
	{library: "github.com/labstack/echo/...", by: []string{"web/..."}},
	{library: "github.com/a-h/templ/...", by: []string{"web/...", "templates/...", "internal/testing/sample"}},
	{library: "gorm.io/...", by: []string{"internal/store/..."}},
	{library: "github.com/glebarez/...", by: []string{"internal/store/..."}, tests: []string{"internal/testing/testdb"}},
	{library: "modernc.org/sqlite/...", by: []string{"internal/store/..."}},
	{library: "github.com/riverqueue/...", by: []string{"internal/store/...", "internal/app/..."}},
	{library: "github.com/coreos/go-oidc/...", by: []string{"internal/identity/oidc"}, tests: []string{"internal/demo/idp"}},
	{library: "github.com/alexedwards/scs/...", by: []string{"web/session"}},
	{library: "golang.org/x/oauth2/...", by: []string{"internal/identity/oidc", "internal/school/ss12000", "internal/connectors/httpclient"}}, // logins; a client's own token
	{library: "github.com/gabriel-vasile/mimetype/...", by: []string{"internal/filetype"}},
	{library: "golang.org/x/crypto/...", by: []string{"internal/connectors/ntlm"}}, // MD4 is nobody else's
	{library: "rsc.io/qr", by: []string{"internal/demo/idp"}},
	{library: "github.com/tink-crypto/...", by: []string{"internal/keyring"}},
	{library: "github.com/blevesearch/bleve/..."}, // nobody: internal/search/rivals, which has it, is a module of its own
}

func list(patterns []string, more ...string) []string {
	return append(append([]string{}, patterns...), more...)
}
