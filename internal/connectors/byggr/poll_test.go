package byggr_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/connectors/byggr"
	"github.com/mittkoping/entre/internal/connectors/httpclient"
	"github.com/mittkoping/entre/internal/delivery"
	server "github.com/mittkoping/entre/internal/demo/outside/byggr"
)

// TestWhatIsTold: of all that stands in a case, the citizen is told what is called
// something in the configuration, is finished, and is for them.
func TestWhatIsTold(t *testing.T) {
	applicant, neighbour := server.Intressent{PersOrgNr: "19790104-9283"}, server.Intressent{PersOrgNr: "19790206-9272", Roller: []string{"GRAN"}}
	at := time.Date(2026, 11, 24, 9, 30, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		handelse server.Handelse
		want     *delivery.Change
	}{
		"a message": {server.Handelse{Typ: "MEDD", Riktning: "Ut", Anteckning: "Hej!\r\n\r\n\r\nVi ses. "}, &delivery.Change{Note: "Hej!\n\nVi ses.", At: at}},
		"to the applicant": {
			server.Handelse{Typ: "MEDD", Riktning: "Ut", Anteckning: "Hej!", Till: []server.Intressent{neighbour, applicant}},
			&delivery.Change{Note: "Hej!", At: at},
		},
		"to a neighbour":                        {server.Handelse{Typ: "MEDD", Riktning: "Ut", Anteckning: "Hej!", Till: []server.Intressent{neighbour}}, nil},
		"secret":                                {server.Handelse{Typ: "MEDD", Riktning: "Ut", Anteckning: "Hej!", Sekretess: true}, nil},
		"void":                                  {server.Handelse{Typ: "MEDD", Riktning: "Ut", Anteckning: "Hej!", Makulerad: true}, nil},
		"unfinished":                            {server.Handelse{Typ: "MEDD", Riktning: "Ut", Anteckning: "Hej!", Arbetsmaterial: true}, nil},
		"something that came in":                {server.Handelse{Typ: "MEDD", Riktning: "In", Anteckning: "Hej!"}, nil},
		"our own":                               {server.Handelse{Typ: "MEDD", Riktning: "Ut", Rubrik: "Bilaga (MK-2026-7F3K-9Q2C/2)", Anteckning: "Hej!"}, nil},
		"nothing said":                          {server.Handelse{Typ: "MEDD", Riktning: "Ut"}, nil},
		"a type that is called nothing":         {server.Handelse{Typ: "INTERN", Riktning: "Ut", Anteckning: "Hej!"}, nil},
		"a type that is called something else":  {server.Handelse{Typ: "STATUS", Slag: "NED", Riktning: "Ut", Anteckning: "Hej!"}, nil},
		"a status":                              {server.Handelse{Typ: "STATUS", Slag: "UPP", Riktning: "Okänd"}, &delivery.Change{Status: delivery.StatusStarted}},
		"an order to complete it":               {server.Handelse{Typ: "KOMP", Riktning: "Ut", Anteckning: "En karta."}, &delivery.Change{Status: delivery.StatusWaiting, Asks: true, Note: "En karta."}},
		"an order without words":                {server.Handelse{Typ: "KOMP", Riktning: "Ut", Rubrik: "Föreläggande"}, &delivery.Change{Status: delivery.StatusWaiting, Asks: true, Note: "Föreläggande"}},
		"a decision":                            {server.Handelse{Typ: "BESLUT", Riktning: "Okänd", Rubrik: "Startbesked", BeslutNr: "D 1", Beslutstext: "Får börja."}, &delivery.Change{Decision: true, Note: "Startbesked\n\nFår börja."}},
		"a decision on something more than one": {server.Handelse{Typ: "BESLUT", Slag: "X", Utfall: "AVS", Riktning: "Okänd"}, &delivery.Change{Status: delivery.StatusClosed}},
		"documents that were sent, and others": {
			server.Handelse{Typ: "MEDD", Riktning: "Ut", Handlingar: []server.Handling{
				{Namn: "Beslut.pdf", Status: "Expedierad"}, {Namn: "Utkast.docx", Status: "Arbetsmtrl"}, {Namn: "Din ritning.pdf", Status: "Inkommen"},
			}},
			&delivery.Change{At: at, Files: []delivery.ChangeFile{{ID: "250324701", Name: "Beslut.pdf"}}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := simulate(t, nil)
			c := connect(t, s.url, func(o *byggr.Options) { o.Events["BESLUT/X/AVS"] = "closed" })
			dnr := send(t, c, application()).RemoteID
			test.handelse.Start = at
			if err := s.Add(dnr, test.handelse); err != nil {
				t.Fatal(err)
			}
			var want []delivery.Change
			if test.want != nil {
				test.want.RemoteID, test.want.Key = dnr, dnr+" 1465802"
				want = append(want, *test.want)
			}
			if diff := cmp.Diff(want, poll(t, c, "").Changes, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("changes (-want +got):\n%s", diff)
			}
		})
	}
}

// poll polls to the end.
func poll(t *testing.T, c delivery.Connector, cursor string) delivery.Batch {
	t.Helper()
	var all delivery.Batch
	for range 40 {
		b, err := c.Poll(t.Context(), cursor)
		if err != nil {
			t.Fatal(err)
		}
		all.Changes, all.Cursor = append(all.Changes, b.Changes...), b.Cursor
		if cursor = b.Cursor; !b.More {
			return all
		}
	}
	t.Fatal("it never ends")
	return all
}

// TestStanding: who registered the case has not begun with it; one that is opened
// again and closed again is told to be closed again.
func TestStanding(t *testing.T) {
	s := simulate(t, nil)
	c := connect(t, s.url, nil)
	dnr := send(t, c, application()).RemoteID
	keys := func() (all []string) {
		for _, change := range poll(t, c, "").Changes {
			all = append(all, string(change.Status)+": "+change.Key)
		}
		return all
	}
	today := clock.System{}.Now().In(time.FixedZone("", 3600)).Format("2006-01-02")
	for _, step := range []struct {
		do   func(string) error
		want []string
	}{
		{func(string) error { return nil }, nil},
		{s.Begin, []string{"started: " + dnr + " started"}},
		{s.End, []string{"closed: " + dnr + " closed " + today}},
		{s.Begin, []string{"started: " + dnr + " started"}},
	} {
		if err := step.do(dnr); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(step.want, keys()); diff != "" {
			t.Errorf("changes (-want +got):\n%s", diff)
		}
	}
	mapped := connect(t, s.url, func(o *byggr.Options) {
		o.Statuses = map[string]delivery.Status{"Pågående": delivery.StatusWaiting}
	})
	if got := poll(t, mapped, "").Changes; len(got) != 1 || got[0].Status != delivery.StatusWaiting {
		t.Errorf("with another mapping: %+v", got)
	}
}

// TestPollGoesOn: lists that ByggR cuts off are read on, what others have
// registered is nobody's news, and the cursor goes forward.
func TestPollGoesOn(t *testing.T) {
	s := simulate(t, func(cfg *server.Config) { cfg.MaxBatch = 2 })
	c := connect(t, s.url, nil)
	var want []string
	for i := range 7 {
		step := application()
		step.Envelope.Reference = fmt.Sprintf("MK-2026-AAAA-%04d", i)
		step.Key = delivery.StepKey(step.Envelope.Reference, 1)
		dnr := send(t, c, step).RemoteID
		want = append(want, dnr+" started")
		if err := s.Begin(dnr); err != nil {
			t.Fatal(err)
		}
	}
	s.SetQuirks(server.Quirks{DropsRef: true, ShortRubrik: 5})
	foreign := missing()
	if _, err := c.Send(t.Context(), foreign); err != nil {
		t.Fatal(err)
	}
	if err := s.Begin(s.Arenden()[7].Dnr); err != nil {
		t.Fatal(err)
	}
	var got []string
	b := poll(t, c, "")
	for _, change := range b.Changes {
		got = append(got, change.Key)
	}
	cursor := b.Cursor
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
	if at, err := time.Parse(time.RFC3339Nano, cursor); err != nil || time.Since(at) > time.Minute {
		t.Errorf("the cursor is %q, %v", cursor, err)
	}
	if _, err := c.Poll(t.Context(), "x"); err == nil {
		t.Error("a cursor that is none is read")
	}
	// Our clock was set back by an hour: the cursor is ahead, and nothing fails.
	ahead := clock.System{}.Now().Add(time.Hour).Format(time.RFC3339Nano)
	if b, err := c.Poll(t.Context(), ahead); err != nil || b.Cursor > ahead {
		t.Errorf("a cursor ahead: %+v, %v", b, err)
	}
}

func TestFetchFile(t *testing.T) {
	s := simulate(t, nil)
	c := connect(t, s.url, nil)
	dnr := send(t, c, application()).RemoteID
	if err := s.Say(dnr, server.TypMeddelande, "", server.Handling{Namn: "a.pdf", Content: []byte("a")}, server.Handling{Namn: "tom.txt"}); err != nil {
		t.Fatal(err)
	}
	fetcher := c.(delivery.FileFetcher)
	for id, want := range map[string]string{"250324701": "a", "250324702": ""} {
		body, err := fetcher.FetchFile(t.Context(), dnr, id)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(body); err != nil || string(got) != want {
			t.Errorf("%s: %q, %v", id, got, err)
		}
	}
	_, err := fetcher.FetchFile(t.Context(), dnr, "1")
	if _, ok := errors.AsType[*delivery.RefusedError](err); !ok {
		t.Errorf("one that is not there: %v", err)
	}
	s.SetQuirks(server.Quirks{FaultBefore: true})
	_, err = fetcher.FetchFile(t.Context(), dnr, "250324701")
	if _, ok := errors.AsType[*delivery.RefusedError](err); ok || err == nil {
		t.Errorf("one that cannot be had now: %v", err)
	}
}

// TestLongLists: of what is too long to be read at once, less is asked for at a
// time; and a poll that is cut short tells what it has read, and goes on from there.
func TestLongLists(t *testing.T) {
	s := simulate(t, nil)
	asked, fails := 0, 0
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		var q struct {
			After time.Time `xml:"Body>GetUpdatedArenden>filter>LowerExclusiveBound"`
			Until time.Time `xml:"Body>GetUpdatedArenden>filter>UpperInclusiveBound"`
		}
		_ = xml.Unmarshal(body, &q)
		if !q.Until.IsZero() {
			asked++
		}
		switch {
		case asked == fails && fails > 0:
			http.Error(w, "nere", http.StatusBadGateway)
		case q.Until.Sub(q.After) > 13*time.Hour, bytes.Contains(body, []byte("ByPersOrgNr")):
			w.Header().Set("Content-Type", "text/xml")
			_, _ = w.Write(bytes.Repeat([]byte(" "), httpclient.MaxAnswer+1))
		default:
			s.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(web.Close)
	c := connect(t, web.URL+"/byggr"+server.ServicePath, nil)
	dnr := send(t, c, application()).RemoteID
	if err := s.Begin(dnr); err != nil {
		t.Fatal(err)
	}
	cursor := clock.System{}.Now().Add(-36 * time.Hour).Format(time.RFC3339Nano)
	if got := poll(t, c, cursor).Changes; len(got) != 1 || got[0].RemoteID != dnr {
		t.Errorf("changes: %+v", got)
	}
	step := application()
	step.Since = step.Since.Add(-30 * time.Hour)
	delete(step.Envelope.Params, "fastighet")
	if r, found, err := c.Find(t.Context(), step); err != nil || !found || r.RemoteID != dnr {
		t.Errorf("found %+v, %v, %v", r, found, err)
	}

	asked, fails = 0, 3
	b, err := c.Poll(t.Context(), cursor)
	if err != nil || !b.More || b.Cursor <= cursor || len(b.Changes) != 0 {
		t.Errorf("cut short: %+v, %v", b, err)
	}
	asked, fails = 0, 1
	if _, err := c.Poll(t.Context(), b.Cursor); err == nil {
		t.Error("what goes wrong at once is not told")
	}
}
