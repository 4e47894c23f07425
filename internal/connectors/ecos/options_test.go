package ecos_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/connectors/ecos"
	"github.com/mittkoping/entre/internal/delivery"
	server "github.com/mittkoping/entre/internal/demo/outside/ecos"
)

// without takes away every option that need not be there.
func without(o ecos.Options) ecos.Options {
	return ecos.Options{
		Options: o.Options, AttachmentOccurrence: o.AttachmentOccurrence, MessageOccurrence: o.MessageOccurrence, WithdrawalOccurrence: o.WithdrawalOccurrence,
	}
}

// bare takes away what a route need not have.
func bare() map[string]string {
	return map[string]string{
		"subtitle_free": "", "party.role": "", "party.personal_number": "", "party.first_name": "", "party.last_name": "", "party.street": "",
		"party.postcode": "", "party.city": "", "party.email": "", "party.phone": "", "property.fnr": "", "facility": "", "facility.role": "",
	}
}

func TestOptions(t *testing.T) {
	tests := []struct {
		name   string
		change func(*ecos.Options)
		want   string
	}{
		{"all", func(*ecos.Options) {}, ""},
		{"the least", func(o *ecos.Options) { *o = without(*o) }, ""},
		{"no address", func(o *ecos.Options) { o.BaseURL = "" }, "option base_url"},
		{"another machine without TLS", func(o *ecos.Options) { o.BaseURL = "http://ecos.example/x.svc" }, "option base_url"},
		{"no type of messages", func(o *ecos.Options) { o.MessageOccurrence = "" }, "option message_occurrence: it is required"},
		{"no id", func(o *ecos.Options) { o.DocumentType = "Ansökan" }, "option document_type: it must be an id"},
		{"half a path", func(o *ecos.Options) { o.Email.Type = "" }, "option email.type: it is required"},
		{"told is no id", func(o *ecos.Options) { o.Occurrences["Beslut"] = ecos.Told{Decision: true} }, "option occurrences: Beslut: it must be an id"},
		{"told is our own", func(o *ecos.Options) {
			o.Occurrences[strings.ToUpper(occurrenceMessage)] = ecos.Told{Words: true}
		}, "occurrences of this type are our own"},
		{"told is nothing", func(o *ecos.Options) { o.Occurrences[occurrenceInternal] = ecos.Told{} }, "it says nothing"},
		{"an unknown status", func(o *ecos.Options) { o.Occurrences[occurrenceInternal] = ecos.Told{Status: "klart"} }, `not "klart"`},
		{"asks without waiting", func(o *ecos.Options) {
			o.Occurrences[occurrenceInternal] = ecos.Told{Status: delivery.StatusStarted, Asks: true}
		}, "asks goes with the status waiting only"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			o := options("https://ecos.example/MinutMiljoService.svc")
			test.change(&o)
			_, err := ecos.New(o, clock.System{})
			if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

// TestConfiguration: the options as a configuration file gives them, the password
// from a file.
func TestConfiguration(t *testing.T) {
	t.Parallel()
	s := simulate(t, nil)
	file := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(file, []byte(password+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := ecos.Type().New(delivery.NewOptions(map[string]any{
		"base_url": s.url, "auth": "basic", "username": user, "password_file": file,
		"attachment_occurrence": occurrenceAttachment, "message_occurrence": occurrenceMessage, "withdrawal_occurrence": occurrenceWithdrawal,
		"document_type": documentType, "document_status": statusIn, "facility_status": facilityStatus,
		"email":          map[string]any{"path": emailPath, "type": contactType},
		"occurrences":    map[string]any{occurrenceAsked: map[string]any{"status": "waiting", "words": true, "asks": true}},
		"told_documents": []any{"Upprättad"}, "timeout": "5s",
	}))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Check(t.Context()); err != nil {
		t.Error(err)
	}
	if n := len(s.Cases()) + len(s.Parties()) + len(s.Facilities()); n > 0 {
		t.Errorf("Check leaves %d things behind", n)
	}
	if _, err := ecos.Type().New(delivery.NewOptions(map[string]any{"base_url": s.url, "losenord": "hemligt"})); err == nil || strings.Contains(err.Error(), "hemligt") {
		t.Errorf("an unknown option: %v", err)
	}
}

func TestCheck(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(*ecos.Options)
		server func(*server.Config)
		want   string
	}{
		{"a document's status", func(o *ecos.Options) { o.DocumentStatus = documentType }, nil, "option document_status"},
		{"a status that is told", func(o *ecos.Options) { o.ToldDocumentsOf = []string{"Skickad"} }, nil, "option told_documents"},
		{"a facility's status", func(o *ecos.Options) { o.FacilityStatus = documentType }, nil, "option facility_status"},
		{"a way to reach somebody", func(o *ecos.Options) { o.Phone.Type = documentType }, nil, "option phone"},
		{"a password", func(o *ecos.Options) { o.Password = "fel" }, nil, "password is wrong"},
		{"an address", func(o *ecos.Options) { o.BaseURL = strings.TrimSuffix(o.BaseURL, "MinutMiljoService.svc") }, nil, "base_url does not answer"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := simulate(t, test.server)
			o := options(s.url)
			test.change(&o)
			if err := connect(t, o).Check(t.Context()); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

func TestCheckRoute(t *testing.T) {
	tests := []struct {
		name    string
		params  map[string]string
		options func(*ecos.Options)
		want    []string // parts of the messages, in order
	}{
		{"all", heatPump(), nil, nil},
		{"nothing", nil, nil, []string{"'process_type'", "'occurrence_type'"}},
		{"unknown", map[string]string{"fastighet": "x"}, nil, []string{"'process_type'", "'occurrence_type'", "does not know 'fastighet'"}},
		{"no id", with("process_type", "Värmepump"), nil, []string{"'process_type' is no id"}},
		{"computed", with("property.fnr", "=answers.fnr"), nil, nil},
		{"no number", with("property.fnr", "Almen 3"), nil, []string{"'property.fnr' is no number"}},
		{"a party without a role", with("party.role", "", "facility.role", ""), nil, []string{"'party.role' is missing"}},
		{"whoever was logged in", with("party.personal_number", ""), nil, nil},
		{"an organisation without a name", with("party.organisation_number", "=answers.nummer"), nil, []string{"'party.name' is missing"}},
		{"contacts that cannot be kept", heatPump(), func(o *ecos.Options) { o.Email, o.Phone = ecos.ContactPath{}, ecos.ContactPath{} }, []string{"option email", "option phone"}},
		{"a role at a facility and no party", with("party.role", "", "party.personal_number", "", "party.first_name", "", "party.last_name", "", "party.street", "", "party.postcode", "", "party.city", "", "party.email", "", "party.phone", ""), nil, []string{"without it nobody is a party"}},
		{"no such facility", with("facility", "vindkraft"), nil, []string{"no kind of facility"}},
		{"a facility without a property", with("property.fnr", ""), nil, []string{"without a property"}},
		{"a facility without a status", heatPump(), func(o *ecos.Options) { o.FacilityStatus = "" }, []string{"option facility_status"}},
		{"what its kind does not have", with("facility.on_grant_land", "true"), nil, []string{"has no 'facility.on_grant_land'"}},
		{"premises without a name", with("facility", "food", "facility.manufacturer", "", "facility.model", "", "facility.power_output", "", "facility.count", "", "facility.length", ""), nil, []string{"'facility.name' is missing"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			o := options("https://ecos.example/MinutMiljoService.svc")
			if test.options != nil {
				test.options(&o)
			}
			faults := connect(t, o).(delivery.RouteChecker).CheckRoute(delivery.Route{Params: test.params})
			var got []string
			for i, f := range faults {
				got = append(got, f.Message)
				if i < len(test.want) && !strings.Contains(f.Message, test.want[i]) {
					t.Errorf("number %d: %s", i+1, f.Message)
				}
			}
			if len(got) != len(test.want) {
				t.Errorf("faults (-want +got):\n%s", cmp.Diff(test.want, got))
			}
		})
	}
}

// with are the values of a whole route, changed; "" takes a value away.
func with(changes ...string) map[string]string {
	params := heatPump()
	for i := 0; i+1 < len(changes); i += 2 {
		params[changes[i]] = changes[i+1]
		if changes[i+1] == "" {
			delete(params, changes[i])
		}
	}
	return params
}
