package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/caseroom"
	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/vocabulary"
)

// The roles of the matrix. Each is a browser.
const (
	citizens = "nobody owner visitor granted person stranger"
	atWork   = "handler inspector registrar street self operator editor"
	everyone = citizens + " " + atWork
)

// about says which things a deed is tried on, and who may do it to each. Who is
// in login is led to the login; all others are answered 404, as if there were no
// such thing. A deed on a thing of no name is about nobody's in particular.
type about struct{ thing, may, login string }

// matrix is what is expected of each deed, written down without asking the rules.
// The things are those of stage; a deed that is about another thing gets a line
// here and the thing a line there.
var matrix = map[identity.Deed][]about{
	identity.SeePublic:  {{"", everyone, ""}},
	identity.AskProgram: {{"", everyone, ""}},
	identity.LogIn:      {{"", everyone, ""}},
	identity.SeeOwn:     {{"", everyone, ""}},
	identity.UseService: {
		{"a service for all", everyone, ""},
		{"a service with login", "person stranger", "nobody owner visitor granted " + atWork},
	},
	identity.EditDraft: {
		{"a visitor's draft", "owner", ""},
		{"a person's draft", "person", "nobody owner visitor granted " + atWork},
		{"no draft", "", ""},
	},
	identity.FollowCase: {
		{"a visitor's case", "owner granted", ""},
		{"a person's case", "person", ""},
		{"no case", "", ""},
	},
	identity.SeeChildren: {{"", "person stranger", "nobody owner visitor granted " + atWork}},
	identity.SeeChild: {
		{"a person's child", "person", "nobody owner visitor granted " + atWork},
		{"nobody's child", "", "nobody owner visitor granted " + atWork},
	},
	identity.WriteInCase: {
		{"a visitor's case", "owner granted", ""},
		{"a person's case", "person", ""},
		{"no case", "", ""},
	},
	identity.WithdrawCase: {
		{"a visitor's case", "owner granted", ""},
		{"a person's case", "person", ""},
		{"no case", "", ""},
	},
	identity.EnterOffice: {{"", atWork, citizens}},
	identity.OpenCase: {
		{"a case to work", "handler self registrar", citizens},
		{"one's own to work", "handler registrar", citizens},
		{"no case", "", citizens},
	},
	identity.WorkCase:    {{"a case to work", "handler self", citizens}, {"one's own to work", "handler", citizens}, {"no case", "", citizens}},
	identity.DecideCase:  {{"a case to work", "handler self", citizens}, {"one's own to work", "handler", citizens}, {"no case", "", citizens}},
	identity.ForwardCase: {{"a case to work", "handler self registrar", citizens}, {"one's own to work", "handler registrar", citizens}, {"no case", "", citizens}},

	identity.SeeDeliveries: {{"", "registrar operator", citizens}},
	identity.EnterAdmin:    {{"", "editor", citizens}},
	identity.EditWords:     {{"words", "editor", citizens}},
	identity.SeeSearches:   {{"", "editor", citizens}},
	identity.SeeRoutes:     {{"", "editor operator", citizens}},
	identity.TendSearches:  {{"", "editor", citizens}},
	identity.SendMany:      {{"", "registrar operator", citizens}},
	identity.SendAgain:     {{"a delivery", "registrar operator", citizens}, {"another's delivery", "operator", citizens}, {"no delivery", "", citizens}},
	identity.OpenDelivery:  {{"a delivery", "registrar operator", citizens}, {"another's delivery", "operator", citizens}, {"no delivery", "", citizens}},
	identity.HoldDelivery:  {{"a delivery", "registrar operator", citizens}, {"another's delivery", "operator", citizens}, {"no delivery", "", citizens}},
	identity.RerouteCase:   {{"a delivery", "registrar operator", citizens}, {"another's delivery", "operator", citizens}, {"no delivery", "", citizens}},
	identity.ConfirmByHand: {{"a delivery", "registrar operator", citizens}, {"another's delivery", "operator", citizens}, {"no delivery", "", citizens}},
}

// outcomes is what who may gets at each route (the answer itself, no redirect
// followed), and what is posted there. A new route needs a line.
var outcomes = map[string]struct {
	status int
	form   url.Values
	sent   bool // the draft has been sent
}{
	"GET /":                            {status: 200},
	"GET /sok":                         {status: 200},
	"GET /sok/forslag":                 {status: 200},
	"GET /tjanster":                    {status: 200},
	"GET /tjanst/:service":             {status: 200},
	"GET /tjanst/:service/blankett":    {status: 404}, // the lamp is not reported on paper
	"GET /omrade/:category":            {status: 200},
	"GET /driftinformation":            {status: 200},
	"GET /hittade-du-ratt":             {status: 303}, // nothing was answered: to the search
	"POST /hittade-du-ratt":            {status: 303, form: url.Values{"svar": {"nej"}, "q": {"lampa"}}},
	"GET /om":                          {status: 200},
	"GET /livet/:event":                {status: 200},
	"GET /kontakt":                     {status: 200},
	"GET /tillganglighet":              {status: 200},
	"GET /dina-uppgifter":              {status: 200},
	"GET /mina-sidor":                  {status: 200},
	"GET /mina-barn":                   {status: 200},
	"GET /mina-barn/:system/:child":    {status: 200},
	"GET /arende":                      {status: 200},
	"POST /arende":                     {status: 422, form: url.Values{"reference": {"MK-2026-2222-2222"}, "code": {"FELFELFELF"}}},
	"GET /arende/:reference":           {status: 200},
	"GET /arende/:reference/fil/:file": {status: 200},
	"GET /logga-in":                    {status: 0}, // 200, or 303 for who is in
	"GET /logga-in/:provider":          {status: 303},
	"GET /logga-in/:provider/svar":     {status: 403}, // it is the answer to nothing
	"GET /logga-in/:provider/ut":       {status: 303},
	"POST /logga-in/:provider/avisera": {status: 400}, // it is signed by nobody
	"POST /logga-ut":                   {status: 0},   // 303, or 403 for whom we do not know
	"GET /logga-ut":                    {status: 303},
	"POST /tjanst/:service/borja":      {status: 303},
	"GET /tjanst/:service/borja":       {status: 303},
	"GET /ansok/:draft/:step":          {status: 200},
	"POST /ansok/:draft/:step":         {status: 303, form: url.Values{"do": {"next"}}},
	"GET /ansok/:draft/granska":        {status: 200},
	"POST /ansok/:draft/skicka":        {status: 409},
	"GET /ansok/:draft/skicka":         {status: 303},
	"GET /ansok/:draft/kvitto":         {status: 200, sent: true},
	"GET /ansok/:draft/kvitto/spara":   {status: 200, sent: true},
	"GET /ansok/:draft/sparat":         {status: 200},
	"GET /ansok/:draft/fil/:file":      {status: 200},

	"POST /arende/:reference/meddelande":   {status: 303, form: url.Values{"token": {"0123456789abcdef0123456789abcdef"}, "text": {"Hej"}}},
	"GET /arende/:reference/meddelande":    {status: 303},
	"GET /arende/:reference/dra-tillbaka":  {status: 200},
	"POST /arende/:reference/dra-tillbaka": {status: 303},

	"GET /handlaggning/logga-in":                    {status: 0},
	"GET /handlaggning/logga-in/:provider":          {status: 303},
	"GET /handlaggning/logga-in/:provider/svar":     {status: 403},
	"GET /handlaggning/logga-in/:provider/ut":       {status: 303},
	"POST /handlaggning/logga-in/:provider/avisera": {status: 400},
	"POST /handlaggning/logga-ut":                   {status: 0},
	"GET /handlaggning/logga-ut":                    {status: 303},
	"GET /handlaggning":                             {status: 0}, // 200, or 303 for who has no inbox

	"GET /handlaggning/arende/:reference":                {status: 200},
	"GET /handlaggning/arende/:reference/fil/:file":      {status: 200},
	"GET /handlaggning/arende/:reference/ta":             {status: 200},
	"POST /handlaggning/arende/:reference/ta":            {status: 303, form: seen()},
	"GET /handlaggning/arende/:reference/fortsatt":       {status: 200},
	"POST /handlaggning/arende/:reference/fortsatt":      {status: 303, form: seen()},
	"GET /handlaggning/arende/:reference/skriv":          {status: 200},
	"POST /handlaggning/arende/:reference/skriv":         {status: 303, form: seen("text", "Hej")},
	"GET /handlaggning/arende/:reference/komplettera":    {status: 200},
	"POST /handlaggning/arende/:reference/komplettera":   {status: 303, form: seen("text", "Hej", "dag", "2026-12-12")},
	"GET /handlaggning/arende/:reference/anteckna":       {status: 200},
	"POST /handlaggning/arende/:reference/anteckna":      {status: 303, form: seen("text", "Hej")},
	"GET /handlaggning/arende/:reference/besluta":        {status: 200},
	"POST /handlaggning/arende/:reference/besluta":       {status: 303, form: seen("text", "Ja", "utfall", "approved")},
	"GET /handlaggning/arende/:reference/avsluta":        {status: 200},
	"POST /handlaggning/arende/:reference/avsluta":       {status: 303, form: seen("text", "Klart")},
	"GET /handlaggning/arende/:reference/oppna-igen":     {status: 200},
	"POST /handlaggning/arende/:reference/oppna-igen":    {status: 409, form: seen("text", "Hej")}, // it is open
	"GET /handlaggning/arende/:reference/lamna-over":     {status: 200},
	"POST /handlaggning/arende/:reference/lamna-over":    {status: 303, form: seen("till", "-")},
	"GET /handlaggning/arende/:reference/skicka-vidare":  {status: 200},
	"POST /handlaggning/arende/:reference/skicka-vidare": {status: 303, form: seen("till", "BN/tillsyn", "text", "Er")},

	"GET /handlaggning/leveranser":                      {status: 200},
	"GET /handlaggning/leveranser/skicka":               {status: 303},
	"POST /handlaggning/leveranser/skicka":              {status: 303, form: url.Values{"system": {"gata"}}},
	"GET /handlaggning/leveranser/:delivery":            {status: 200},
	"GET /handlaggning/leveranser/:delivery/skicka":     {status: 200},
	"POST /handlaggning/leveranser/:delivery/skicka":    {status: 303},
	"GET /handlaggning/leveranser/:delivery/stoppa":     {status: 200},
	"POST /handlaggning/leveranser/:delivery/stoppa":    {status: 303, form: url.Values{"skal": {"fel"}}},
	"GET /handlaggning/leveranser/:delivery/slapp":      {status: 200},
	"POST /handlaggning/leveranser/:delivery/slapp":     {status: 303},
	"GET /handlaggning/leveranser/:delivery/annan-vag":  {status: 200},
	"POST /handlaggning/leveranser/:delivery/annan-vag": {status: 303, form: url.Values{"skal": {"fel"}, "till": {"room:BN/bygglov"}}},
	"GET /handlaggning/leveranser/:delivery/bekrafta":   {status: 200},
	"POST /handlaggning/leveranser/:delivery/bekrafta":  {status: 303, form: url.Values{"skal": {"finns"}}},

	"GET /admin":                               {status: 200},
	"GET /admin/sok/ord":                       {status: 200},
	"GET /admin/sok/ord/nytt":                  {status: 200},
	"POST /admin/sok/ord/nytt":                 {status: 303, form: url.Values{"ord": {"lyra"}, "tjanst": {"lampa"}, "sprak": {"sv"}}},
	"GET /admin/sok/ord/:language/:service":    {status: 200},
	"POST /admin/sok/ord/:language/:service":   {status: 303, form: url.Values{"ord": {"lyktstolpe\nlyra"}}},
	"GET /admin/sok/synonymer":                 {status: 200},
	"GET /admin/sok/synonymer/ny":              {status: 200},
	"POST /admin/sok/synonymer/ny":             {status: 303, form: url.Values{"fran": {"bling"}, "till": {"lampa"}, "vikt": {"0,5"}, "sprak": {"sv"}}},
	"GET /admin/sok/synonymer/:language/:key":  {status: 200},
	"POST /admin/sok/synonymer/:language/:key": {status: 303, form: url.Values{"gor": {"ta-bort"}}},
	"GET /admin/sok/rekommenderade":            {status: 200},
	"GET /admin/sok/rekommenderade/ny":         {status: 200},
	"POST /admin/sok/rekommenderade/ny": {status: 303, form: url.Values{
		"ord": {"mörkt"}, "tjanst": {"lampa"}, "ansvarig": {"Kansliet"}, "skal": {"Vinter"}, "forsta": {"2026-11-01"}, "sista": {"2026-12-01"},
	}},
	"GET /admin/sok/rekommenderade/:bet":  {status: 200},
	"POST /admin/sok/rekommenderade/:bet": {status: 303, form: url.Values{"gor": {"ta-bort"}}},
	"GET /admin/sok/varfor":               {status: 200},
	"GET /admin/sok/historik":             {status: 200},
	"GET /admin/sok/utkast":               {status: 200},
	"POST /admin/sok/utkast":              {status: 303, form: url.Values{"gor": {"kasta"}}},
	"GET /admin/sok/sokningar":            {status: 200},
	"POST /admin/sok/sokningar":           {status: 303, form: url.Values{"sokning": {"trasig lampa"}, "sprak": {"sv"}}},
	"GET /admin/sok/anvandning":           {status: 200},
	"GET /admin/vagar":                    {status: 200},
	"GET /admin/vagar/:service":           {status: 200},

	"GET /api/v1/services":            {status: 200},
	"GET /api/v1/services/:service":   {status: 200},
	"GET /api/v1/schemas/:schema":     {status: 200},
	"POST /api/v1/inbound/:connector": {status: 403}, // it is signed by nobody
	"GET /healthz":                    {status: 200},
	"GET /readyz":                     {status: 200},
	"GET /metrics":                    {status: 200},
	"GET /static/*":                   {status: 404}, // the file of that name is none
	"GET /robots.txt":                 {status: 200},
	"GET /favicon.ico":                {status: 0},
}

// seen is the form of a deed to a case that nothing has happened to.
func seen(pairs ...string) url.Values {
	form := url.Values{"version": {"1"}}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return form
}

// stage is a portal with somebody in each role, and their things.
type stage struct {
	*portal
	cast   map[string]*visitor
	things map[string]map[string]string // the parameters of the routes, by the name of the thing
}

func newStage(t *testing.T) *stage {
	t.Helper()
	s := &stage{portal: openWith(t, withLogin(), withSchool(newPupils())), cast: map[string]*visitor{}, things: map[string]map[string]string{}}
	for role := range strings.FieldsSeq(everyone) {
		s.cast[role] = s.citizen()
	}
	s.cast["visitor"].begin()
	s.things[""] = map[string]string{"provider": "demo", "service": "lampa", "draft": "finns-inte", "category": "trafik-och-gator", "event": "flytta", "schema": "prov.v1.json", "connector": "gata"}
	s.things["a service for all"] = map[string]string{"service": "lampa"}
	s.things["a service with login"] = map[string]string{"service": "bygglov"}
	s.things["no draft"] = map[string]string{"draft": "finns-inte", "sent": "finns-inte", "step": "fel", "file": "finns-inte"}
	s.things["words"] = map[string]string{
		"language": "sv", "service": "lampa", "bet": "hostmorker",
		"key": vocabulary.GroupKey("sv", catalogue.SynonymGroup{From: []string{"lyse"}, To: []string{"lampa"}, Weight: 0.8}),
	}
	s.things["no case"] = map[string]string{"reference": otherReference(t), "file": "finns-inte"}

	s.things["a person's child"] = map[string]string{"system": "skolan", "child": "alma-1"}
	s.things["nobody's child"] = map[string]string{"system": "skolan", "child": "tindra-1"}

	s.things["a visitor's case"] = s.send("owner")
	s.things["a visitor's draft"] = s.begun("owner")
	s.things["a visitor's draft"]["sent"] = s.things["a visitor's case"]["draft"]
	sent := s.onlyCase()
	granted := s.cast["granted"]
	granted.send(granted.get("/arende"), map[string]string{"reference": sent.Reference, "code": sent.FollowUpCode})
	s.cast["person"].logIn(annas, "")
	s.cast["stranger"].logIn(bos, "")
	s.things["a person's case"] = s.send("person")
	s.things["a person's draft"] = s.begun("person")
	s.things["a person's draft"]["sent"] = s.things["a person's case"]["draft"]

	s.cast["self"].work(annas, "", "BN/bygglov") // the person, at work
	for role, work := range map[string][2]string{
		"handler": {"198402179298", "BN/bygglov"}, "inspector": {"197001782395", "BN/tillsyn"}, "registrar": {"201201252382", "BN/registrator"},
		"street": {"201501172397", "TN/gata"}, "operator": {"201501262388", "KS/drift"},
		"editor": {bos, "KS/kommunikation"},
	} {
		s.cast[role].work(work[0], "", work[1])
	}

	s.things["a case to work"], s.things["one's own to work"] = s.toWork(""), s.toWork(s.memory.persons[annas].ID)
	s.owed.wait("hus", "Byggnadsnämnden", delivery.Delivery{})
	s.owed.wait("gata", "Tekniska nämnden", delivery.Delivery{})
	s.things[""]["delivery"] = "hus"
	s.things["a delivery"], s.things["another's delivery"] = map[string]string{"delivery": "hus"}, map[string]string{"delivery": "gata"}
	s.things["no delivery"] = map[string]string{"delivery": "finns-inte"}
	return s
}

// toWork is a case in the caseroom that the person sent, with a file.
func (s *stage) toWork(sender identity.PersonID) map[string]string {
	s.t.Helper()
	c := s.arrive("BN/bygglov", 0)
	c.Citizen = sender
	file, err := s.caseroom.AddFile(s.t.Context(), caseroom.ArrivingFile{Key: c.Reference + "/2", CaseID: c.ID, Name: "ritning.jpg", Content: jpeg})
	if err := errors.Join(err, s.room.SaveCase(s.t.Context(), c)); err != nil {
		s.t.Fatal(err)
	}
	return map[string]string{"reference": c.Reference, "file": file}
}

// begun is a draft with a file, begun by the role.
func (s *stage) begun(role string) map[string]string {
	s.t.Helper()
	v := s.cast[role]
	form := v.form(v.toFiles())
	form.Attach("bild", "lampa.jpg", "image/jpeg", jpeg)
	draft := strings.Split(v.press(form, upload...).URL.Path, "/")[2]
	return map[string]string{"draft": draft, "step": "kontakt", "file": s.fileOf(draft)}
}

// send sends a case with a file as the role.
func (s *stage) send(role string) map[string]string {
	s.t.Helper()
	begun, v := s.begun(role), s.cast[role]
	v.send(v.get("/ansok/"+begun["draft"]+"/kontakt"), nil, next...)
	v.send(v.get("/ansok/"+begun["draft"]+"/granska"), nil)
	for _, c := range s.memory.cases {
		if d := s.memory.drafts[begun["draft"]]; d.CaseID == c.ID {
			return map[string]string{"reference": c.Reference, "file": begun["file"], "draft": begun["draft"]}
		}
	}
	s.t.Fatal("it was not sent")
	return nil
}

func (s *stage) fileOf(draft string) string {
	for _, a := range s.memory.attachments {
		if a.DraftID == draft {
			return a.ID
		}
	}
	s.t.Fatal("no file")
	return ""
}

// token is what a form of the role carries, at work or not.
func (s *stage) token(role, path string) string {
	s.t.Helper()
	page, form := "/tjanst/lampa", "main form[method=post]"
	if isAtWork(path) && slices.Contains(strings.Fields(atWork), role) {
		page, form = "/handlaggning", "header form[method=post]"
	}
	f, err := s.cast[role].get(page).Form(form)
	if err != nil {
		s.t.Fatal(err)
	}
	return f.Values.Get("csrf")
}

// try does what the route is for, as the role, to the thing.
func (s *stage) try(r route, role, thing string) (status int, to *url.URL) {
	s.t.Helper()
	params := s.things[thing]
	if params == nil {
		s.t.Fatalf("there is no %q on the stage", thing)
	}
	parts := strings.Split(r.path, "/")
	for i, part := range parts {
		if name, ok := strings.CutPrefix(part, ":"); ok {
			if parts[i] = params[name]; name == "draft" && outcomes[r.method+" "+r.path].sent {
				parts[i] = params["sent"]
			}
			if parts[i] == "" {
				s.t.Fatalf("%s: %q has no %s", r.path, thing, name)
			}
		}
	}
	body := ""
	if r.method == http.MethodPost {
		form := url.Values{"csrf": {s.token(role, r.path)}}
		for k, v := range outcomes[r.method+" "+r.path].form {
			form[k] = v
		}
		body = form.Encode()
	}
	req, err := http.NewRequestWithContext(s.t.Context(), r.method, s.url+strings.Join(parts, "/"), strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	page, err := s.cast[role].Once(req)
	if err != nil {
		s.t.Fatal(err)
	}
	to, err = url.Parse(page.Header.Get("Location"))
	if err != nil {
		s.t.Fatal(err)
	}
	return page.Status, to
}

// TestMatrix tries every route of the table, in every role, on what is one's own
// and what is others'.
func TestMatrix(t *testing.T) {
	shared := newStage(t)
	for _, g := range shared.server.groups() {
		for _, r := range g.routes {
			name := r.method + " " + r.path
			t.Run(name, func(t *testing.T) {
				outcome, known := outcomes[name]
				if !known {
					t.Fatalf("the route has no outcome: add a line %q to outcomes in web/matrix_test.go", name)
				}
				if len(matrix[r.deed]) == 0 {
					t.Fatalf("its deed %q is not in the matrix: add to matrix in web/matrix_test.go who may do it", r.deed)
				}
				for _, a := range matrix[r.deed] {
					for role := range strings.FieldsSeq(everyone) {
						s, want := shared, expected(role, a)
						if r.method == http.MethodPost && want == "may" { // what it changes is for nobody else
							s = newStage(t)
						}
						s.t = t
						status, to := s.try(r, role, a.thing)
						if got := resultOf(r, status, to, outcome.status); got != want {
							t.Errorf("%s, on %q: %d %s: %s, want %s", role, a.thing, status, to, got, want)
						}
					}
				}
			})
		}
	}
	for name := range outcomes {
		if !slices.ContainsFunc(shared.server.groups(), func(g group) bool {
			return slices.ContainsFunc(g.routes, func(r route) bool { return r.method+" "+r.path == name })
		}) {
			t.Errorf("%s is in outcomes and is no route", name)
		}
	}
}

// isAtWork reports whether a path is behind the door for staff.
func isAtWork(path string) bool {
	return strings.HasPrefix(path, "/handlaggning") || strings.HasPrefix(path, "/admin")
}

func expected(role string, a about) string {
	switch {
	case slices.Contains(strings.Fields(a.may), role):
		return "may"
	case slices.Contains(strings.Fields(a.login), role):
		return "log in"
	default:
		return "not found"
	}
}

// resultOf reads an answer; success is what who may gets, 0 anything.
func resultOf(r route, status int, to *url.URL, success int) string {
	door := "/logga-in"
	if isAtWork(r.path) {
		door = "/handlaggning/logga-in"
	}
	switch {
	case r.deed != identity.LogIn && status == http.StatusSeeOther && to.Path == door:
		return "log in"
	case status == success || success == 0:
		return "may"
	case status == http.StatusNotFound:
		return "not found"
	default:
		return "something else"
	}
}

// TestFilesStayWithTheirs: a file is had from where it belongs, and not by way of
// what is one's own.
func TestFilesStayWithTheirs(t *testing.T) {
	s := newStage(t)
	person, visitors := s.cast["person"], s.things["a visitor's case"]
	mine, draft, others := s.things["a person's case"], s.things["a person's draft"], s.things["a visitor's draft"]
	for name, path := range map[string]string{
		"another's case": "/arende/" + mine["reference"] + "/fil/" + visitors["file"], "another's draft": "/ansok/" + draft["draft"] + "/fil/" + others["file"],
		"one's draft in one's case": "/arende/" + mine["reference"] + "/fil/" + draft["file"],
	} {
		if page := person.get(path); page.Status != http.StatusNotFound {
			t.Errorf("a file of %s: %d", name, page.Status)
		}
	}
	if page := person.get("/arende/" + mine["reference"] + "/fil/" + mine["file"]); page.Status != http.StatusOK {
		t.Errorf("one's own: %d", page.Status)
	}
}
