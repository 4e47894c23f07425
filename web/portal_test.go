package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/mittkoping/entre/internal/caseroom"
	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/delivery/watch"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/learning"
	"github.com/mittkoping/entre/internal/search"
	"github.com/mittkoping/entre/internal/testing/citizen"
	"github.com/mittkoping/entre/web/signin"
)

const lampForm = `{"steps":[
 {"id":"fel","title":{"sv":"Vad är fel?","en":"What is wrong?"},"questions":[
  {"id":"fel","type":"choice","required":true,"label":{"sv":"Välj","en":"Choose"},"missing":{"sv":"Välj vad som är fel","en":"Choose what is wrong"},"options":[
   {"value":"slackt","label":{"sv":"Släckt","en":"Out"}},{"value":"annat","label":{"sv":"Annat","en":"Other"}}]},
  {"id":"mer","type":"long_text","required":true,"if":"answers.fel == 'annat'","label":{"sv":"Beskriv","en":"Describe"},"rules":{"max_length":100}}]},
 {"id":"plats","title":{"sv":"Var är det?","en":"Where is it?"},"questions":[
  {"id":"plats","type":"place","required":true,"label":{"sv":"Plats","en":"Place"}}]},
 {"id":"bild","title":{"sv":"Visa","en":"Show"},"questions":[
  {"id":"bild","type":"file","label":{"sv":"Bild","en":"Picture"},"rules":{"max_files":2,"max_bytes":1048576,"accept":["image/jpeg"]}},
  {"id":"ovrigt","type":"text","label":{"sv":"Övrigt","en":"Other"},"rules":{"max_length":50}}]},
 {"id":"kontakt","title":{"sv":"Vem är du?","en":"Who are you?"},"questions":[
  {"id":"kontakt","type":"contact","label":{"sv":"Kontakt","en":"Contact"}}]}]}`

var (
	noon   = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	jpeg   = []byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01 a lamp")
	limits = Limits{Form: 10_000, Upload: 3 << 20, Memory: 10 << 20}
)

// portal is a running portal over memory.
type portal struct {
	t      *testing.T
	url    string
	clock  *clock.Fake
	memory *memory
	log    *bytes.Buffer // to be read after close
	close  func()
	server *server

	provider *provider // of citizens and of staff
	roster   *appointments
	room     *room
	caseroom *caseroom.Service
	owed     *owed
	searches *searches
	heard    []string // by back ends
	desk     *desk
}

func entries() []catalogue.Entry {
	return []catalogue.Entry{
		{
			Service: catalogue.Service{
				ID: "lampa", Kind: catalogue.KindEService, Title: i18n.Text{SV: "Felanmäl lampa", EN: "Report a lamp"},
				Summary:  i18n.Text{SV: "Säg till när en lampa är trasig.", EN: "Tell us when a lamp is broken."},
				Category: "trafik-och-gator", Audience: []string{"alla"}, Authority: "Tekniska nämnden", Owner: "Gatuenheten", Login: catalogue.LoginNone,
				Needs: []i18n.Text{{SV: "Adressen", EN: "The address"}}, Next: []i18n.Text{{SV: "Vi läser den.", EN: "We read it."}},
				Contact:      catalogue.Contact{Phone: "0300-12 34 56", Hours: i18n.Text{SV: "vardagar", EN: "weekdays"}},
				HandlingTime: i18n.Text{SV: "Vi svarar inom en vecka. Är det farligt kommer vi genast."},
				Keywords:     []i18n.Text{{SV: "lyktstolpe", EN: "lamp post"}, {SV: "lampan är trasig", EN: "broken lamp"}},
				Route:        &catalogue.Route{Connector: "gata", Params: map[string]string{"service_code": "HEMLIGKOD"}},
				Steps:        []i18n.Text{{SV: "Säg var den är.", EN: "Say where it is."}}, Fee: catalogue.FeeNone, LifeEvents: []string{"flytta"},
				Offline: []catalogue.Way{catalogue.WayPhone, catalogue.WayLetter}, Review: "2026-11-20",
				DataProtection: catalogue.DataProtection{Basis: catalogue.BasisPublicInterest, Purpose: i18n.Text{SV: "För att laga lampan.", EN: "To mend the lamp."}},
				Backend:        catalogue.Backend{Systems: []string{"HEMLIGTSYSTEM"}, Reached: catalogue.ReachedConnector},
			},
			Revision: 1, FormVersion: 1, UpdatedAt: noon,
		},
		{
			Service: catalogue.Service{
				ID: "pass", Kind: catalogue.KindSignpost, Title: i18n.Text{SV: "Ansök om pass"}, Summary: i18n.Text{SV: "Polisen utfärdar pass."},
				Category: "hanvisningar", Audience: []string{"alla"}, Authority: "Polismyndigheten", Owner: "Kontaktcenter", Login: catalogue.LoginNone,
				Contact: catalogue.Contact{Phone: "114 14", Hours: i18n.Text{SV: "dygnet runt"}},
				Link:    &catalogue.Link{URL: "https://polisen.se/pass", Label: i18n.Text{SV: "Till polisen"}},
			},
			Revision: 1, UpdatedAt: noon,
		},
	}
}

// open starts a portal; change may alter its configuration.
func open(t *testing.T, change ...func(*Config)) *portal {
	t.Helper()
	return openWith(t, entries(), change...)
}

// openWith is open with other services.
func openWith(t *testing.T, entries []catalogue.Entry, change ...func(*Config)) *portal {
	t.Helper()
	return openForm(t, entries, []byte(lampForm), change...)
}

// openForm is openWith with another form, which all services have.
func openForm(t *testing.T, entries []catalogue.Entry, form []byte, change ...func(*Config)) *portal {
	t.Helper()
	p := &portal{t: t, clock: clock.NewFake(noon), memory: newMemory(), log: &bytes.Buffer{}}
	p.provider, p.room, p.owed = &provider{clock: p.clock}, newRoom(p.memory), &owed{}
	p.searches = &searches{}
	p.caseroom = caseroom.New(caseroom.Config{
		Store: p.room, Files: p.memory, Staff: p.room, Citizens: p.room, Organisation: town(), Audit: p.memory, Clock: p.clock,
		Log: slog.New(slog.DiscardHandler),
	})
	p.roster = &appointments{memory: p.memory}
	register := identity.Register{Persons: p.memory, Clock: p.clock}
	way := signin.Way{Name: "demo", Title: i18n.Text{SV: "BankID"}, Provider: p.provider}
	books := shelf{judgedIn(entries), form}
	engine := &search.Engine{}
	p.desk = newDesk(p.memory, books.Snapshot, engine)
	cfg := Config{
		BaseURL: "http://127.0.0.1:8080", Limits: limits,
		Site:      Site{Name: "Mittköping", Phone: "0300-12 34 56", Hours: i18n.Text{SV: "vardagar 8–17", EN: "weekdays 8–17"}},
		Catalogue: books, Search: engine, MAC: mac, Audit: p.memory,
		Ear: p, Schemas: map[string][]byte{"prov.v1.json": []byte(`{"$id":"urn:prov"}`)},
		Login: Login{
			Ways: []signin.Way{way}, Register: register, Sessions: p.memory,
		},
		Work: Work{
			Ways: []signin.Way{way}, Organisation: town(),
			Roster: identity.Roster{Register: register, Appointments: p.roster, Organisation: town(), Audit: p.memory, Clock: p.clock},
			Cases:  p.caseroom, Words: p.desk.administration(p.clock, p.room),
			Deliveries: watch.New(watch.Config{
				Store: p.owed, Engine: p.owed, Router: p.owed, Organisation: town(), Connectors: []string{"gata", "park"},
				Names:  func(words string) []string { return []string{words} },
				Limits: func() watch.Limits { return watch.Limits{Default: time.Hour} },
				Clock:  p.clock, Log: slog.New(slog.DiscardHandler),
			}),
		},
		Learnt: learning.New(learning.Config{Store: p.searches, Audit: p.memory, Clock: p.clock, Days: 90}), LearnDays: 90,
		Clock: p.clock, Metrics: prometheus.NewRegistry(),
		Log: slog.New(slog.NewTextHandler(p.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Cases: cases.New(cases.Config{
			Store: p.memory, Files: p.memory, Services: books, Outbox: p.memory, Audit: p.memory, Readers: p.memory,
			Clock: p.clock, Log: slog.New(slog.DiscardHandler), ReferencePrefix: "MK",
		}),
	}
	for _, c := range change {
		c(&cfg)
	}
	p.server = newServer(cfg)
	handler, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	running := httptest.NewServer(handler)
	p.close = running.Close
	t.Cleanup(func() {
		running.Close()
		if t.Failed() {
			t.Log(p.log.String())
		}
	})
	p.url = running.URL
	return p
}

// mac is a keyed digest for tests.
func mac(purpose, value string) []byte {
	sum := sha256.Sum256([]byte("key\x00" + purpose + "\x00" + value))
	return sum[:]
}

func (p *portal) citizen() *visitor {
	p.t.Helper()
	c, err := citizen.New(p.url)
	if err != nil {
		p.t.Fatal(err)
	}
	return &visitor{Citizen: c, t: p.t, url: p.url}
}

// visitor is a citizen who does not accept that anything fails.
type visitor struct {
	*citizen.Citizen
	t   *testing.T
	url string
}

func (v *visitor) get(path string) *citizen.Page {
	v.t.Helper()
	page, err := v.Get(v.t.Context(), path)
	if err != nil {
		v.t.Fatal(err)
	}
	return page
}

// begin starts a draft and returns its first step.
func (v *visitor) begin() *citizen.Page {
	v.t.Helper()
	return v.send(v.get("/tjanst/lampa"), nil)
}

// form returns the form of a page that is posted.
func (v *visitor) form(page *citizen.Page) *citizen.Form {
	v.t.Helper()
	f, err := page.Form("main form[method=post]")
	if err != nil {
		v.t.Fatal(err)
	}
	return f
}

// send answers the page's form, by the button, and returns the page after it.
func (v *visitor) send(page *citizen.Page, answers map[string]string, button ...string) *citizen.Page {
	v.t.Helper()
	f := v.form(page)
	for name, value := range answers {
		f.Set(name, value)
	}
	return v.press(f, button...)
}

func (v *visitor) press(f *citizen.Form, button ...string) *citizen.Page {
	v.t.Helper()
	button = append(button, "", "")
	page, err := v.Submit(v.t.Context(), f, button[0], button[1])
	if err != nil {
		v.t.Fatal(err)
	}
	return page
}

// do sends a request with headers ("Name: value") and the visitor's cookies.
func (v *visitor) do(method, path, body string, headers ...string) *citizen.Page {
	v.t.Helper()
	req, err := http.NewRequestWithContext(v.t.Context(), method, v.url+path, strings.NewReader(body))
	if err != nil {
		v.t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Set(name, value)
	}
	page, err := v.Do(req)
	if err != nil {
		v.t.Fatal(err)
	}
	return page
}

// panicking is a search with a fault.
type panicking struct{}

func (panicking) Search(search.Query) search.Result { panic("a fault of ours: secret internals") }

func (panicking) Suggest(string, i18n.Lang, int) []search.Suggestion { panic("another") }

// broken is a check that fails.
func broken(err error) Check {
	return Check{Name: "database", Run: func(context.Context) error { return err }}
}
