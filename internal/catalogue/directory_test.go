package catalogue_test

import (
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
)

const authorities = "authorities"

// TestImportOfAuthoritiesMeets: their file meets the database as a service's
// does.
func TestImportOfAuthoritiesMeets(t *testing.T) {
	const was, edited, filed = "Kvarngatan 12", "Kvarngatan 14", "Kvarngatan 16"
	tests := []struct {
		name         string
		portal, file bool
		revision     string
		overwrite    bool
		want         string
		says         string
		action       audit.Action
	}{
		{name: "nothing has changed", want: "Unchanged", says: was},
		{name: "only the file", file: true, want: "Updated", says: filed, action: audit.CatalogueImported},
		{name: "only the portal", portal: true, want: "Kept", says: edited},
		{name: "both", portal: true, file: true, want: "Conflicts", says: edited},
		{name: "both, and the file wins", portal: true, file: true, overwrite: true, want: "Overridden", says: filed, action: audit.CatalogueOverridden},
		{name: "an edited export of the revision that the portal made", portal: true, file: true, revision: "revision: 2\n", want: "Updated", says: filed, action: audit.CatalogueImported},
		{name: "an edited export of a revision before", portal: true, file: true, revision: "revision: 1\n", want: "Conflicts", says: edited},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := imported(t)
			m.trail = nil
			if tt.portal {
				sheet := m.sheets[authorities]
				sheet.Content = []byte(strings.ReplaceAll(string(sheet.Content), was, edited))
				sheet.Revision, sheet.Hash = 2, "of the portal"
				m.sheets[authorities] = sheet
			}
			dir := folder(t, nil)
			text := string(dir[catalogue.DirectoryName].Data) + tt.revision
			if tt.file {
				text = strings.Replace(text, was, filed, 1)
			}
			dir[catalogue.DirectoryName] = &fstest.MapFile{Data: []byte(text)}
			opts := catalogue.ImportOptions{Actor: "system"}
			if tt.overwrite {
				opts.Overwrite = []string{authorities}
			}
			before := m.sheets[authorities].Revision
			report, err := filesOver(m).Import(t.Context(), dir, opts)
			if conflict := tt.want == "Conflicts"; errs.Is(err, errs.Conflict) != conflict || (err != nil) != conflict {
				t.Fatalf("error %v", err)
			}
			if got := listOf(report, authorities); got != tt.want {
				t.Errorf("reported as %s, want %s", got, tt.want)
			}
			if says := visitOf(t, m, "SN"); !strings.Contains(says, tt.says) {
				t.Errorf("the database says %q, want %q", says, tt.says)
			}
			if tt.want == "Conflicts" && !slices.ContainsFunc(report.Conflicts[0].Fields, func(d catalogue.Difference) bool {
				return strings.HasSuffix(d.Field, ".contact.visit.sv")
			}) {
				t.Errorf("the conflict does not show the field: %v", report.Conflicts[0])
			}
			wrote := tt.action != ""
			if wrote != (m.sheets[authorities].Revision == before+1) || wrote != (len(m.trail) == 1) {
				t.Fatalf("revision %d after %d, audit %v", m.sheets[authorities].Revision, before, m.trail)
			}
			if wrote && (m.trail[0].Action != tt.action || m.trail[0].Subject != "catalogue:authorities" || m.sheets[authorities].Hash != m.sheets[authorities].ImportedHash) {
				t.Errorf("audit is %+v", m.trail)
			}
		})
	}
}

func visitOf(t *testing.T, m *memory, code string) string {
	t.Helper()
	for _, a := range loaded(t, m).Authorities() {
		if a.Code == code {
			return a.Contact.Visit.SV
		}
	}
	return ""
}

func TestReadRefusesAuthorities(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("testdata/services", catalogue.DirectoryName))
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, old, new, want string
	}{
		{"a code twice", "code: BUN", "code: KS", "code KS is another authority's already"},
		{"a code that no diary number can have", "code: BUN", "code: Bu-1", "authorities[1].code is “Bu-1”, but must be the letters in its diary numbers"},
		{"a name twice", "sv: Byggnadsnämnden", "sv: Kommunstyrelsen", "Kommunstyrelsen stands here twice"},
		{"no English", "      en: Building committee\n", "", "authorities[2].name.en is missing"},
		{"a key that is not used", "records_plan:", "record_plan:", "did you mean records_plan?"},
		{"an address that is not safe", "https://mittkoping.example", "http://mittkoping.example", "authorities[0].data_protection_officer.url is"},
		{"no authorities", string(raw), "authorities: []\n", "authorities is an empty list"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if !strings.Contains(string(raw), tt.old) {
				t.Fatalf("there is no %q to replace", tt.old)
			}
			text := strings.Replace(string(raw), tt.old, tt.new, 1)
			_, err := filesOver(newMemory()).Read(fstest.MapFS{catalogue.DirectoryName: {Data: []byte(text)}})
			if faults := strings.Join(faultsOf(t, err), "\n"); !strings.Contains(faults, tt.want) || !strings.HasPrefix(faults, catalogue.DirectoryName+":") {
				t.Errorf("faults are %q, want one with %q", faults, tt.want)
			}
		})
	}
}

// A service that nobody could call is not imported; one that has its own
// contact needs no authorities.
func TestImportAsksForAContact(t *testing.T) {
	without := strings.Replace(lamp, "contact:\n  phone: 0300-12 34 56\n  hours:\n    sv: Vardagar\n", "", 1)
	if without == lamp {
		t.Fatal("lamp has no contact to take away")
	}
	tests := []struct {
		name, text, file string
		stored           bool
		want             []string
	}{
		{name: "its own, and no authorities", text: lamp},
		{name: "that of the file's authority", text: without, file: "authorities.yaml"},
		{name: "that of the database's authority", text: without, stored: true},
		{
			name: "none at all", text: without,
			want: []string{"lamp.yaml:1:1: contact needs phone and hours: write them, or let authorities.yaml say what holds for all services of Tekniska nämnden"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := newMemory()
			if tt.stored {
				m = imported(t)
			}
			dir := fstest.MapFS{"lamp.yaml": {Data: []byte(tt.text)}}
			if tt.file != "" {
				dir[tt.file] = folder(t, nil)[tt.file]
			}
			_, err := filesOver(m).Import(t.Context(), dir, catalogue.ImportOptions{})
			if diff := cmp.Diff(tt.want, faultsOf(t, err)); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
			if _, there := m.entries["lamp"]; there != (tt.want == nil) {
				t.Errorf("in the database: %t", there)
			}
		})
	}
}

// What a running portal reads has been completed; what the database has stays
// as the file says it.
func TestSnapshotCompletesServices(t *testing.T) {
	m := imported(t)
	m.edit(question, func(e *catalogue.Entry) {
		e.Contact = catalogue.Contact{Phone: "0300-99 99 99"}
		e.HandlingTime, e.Cost = i18n.Text{SV: "Okänd.", EN: "Unknown"}, i18n.Text{}
		e.LegalBasis = []string{catalogue.NoLegalBasis}
		e.LifeEvents = []string{"flytta"}
	})
	c := catalogue.New(m, slog.New(slog.DiscardHandler))
	if err := c.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	e, _ := c.Current().Find(question)
	if e.Contact.Phone != "0300-99 99 99" || e.Contact.Hours.SV != "Vardagar 8–17" || !strings.HasPrefix(e.Contact.Visit.EN, "The contact centre") {
		t.Errorf("contact is %+v", e.Contact)
	}
	if !e.HandlingTime.IsZero() || e.Cost.EN != "It is free of charge." || e.LegalBasis != nil || !e.Retention.Kept.IsZero() {
		t.Errorf("time %v, cost %v, law %v, kept %v", e.HandlingTime, e.Cost, e.LegalBasis, e.Retention.Kept)
	}
	if e.Retention.Decision != "Dokumenthanteringsplan för kommunstyrelsen" {
		t.Errorf("decision is %q", e.Retention.Decision)
	}
	if stored := m.entries[question]; !stored.Contact.Hours.IsZero() || stored.HandlingTime.IsZero() {
		t.Errorf("the database was completed too: %+v", stored.Service)
	}
	if found := c.Current().ForLifeEvent("flytta", i18n.SV); len(found) != 2 {
		t.Errorf("%d services for moving, want 2", len(found))
	}
	if a, ok := c.Current().Authority("Socialnämnden"); !ok || a.Code != "SN" || len(c.Current().Authorities()) != 12 {
		t.Errorf("authority is %+v", a)
	}
}

func TestNotice(t *testing.T) {
	c := catalogue.New(imported(t), slog.New(slog.DiscardHandler))
	if err := c.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	e, _ := c.Current().Find(permit)
	n, ok := c.Current().Notice(e)
	if !ok || n.Controller.Code != "BN" || n.Controller.Officer.Phone == "" || n.Purpose.EN == "" || n.Retention.Decision == "" {
		t.Errorf("notice is %+v, %t", n, ok)
	}
	if _, ok := c.Current().Notice(&catalogue.Entry{Service: catalogue.Service{DataProtection: catalogue.DataProtection{Basis: catalogue.BasisNone}}}); ok {
		t.Error("a service without personal data has a notice")
	}
	always := []catalogue.Right{
		catalogue.RightInformation, catalogue.RightAccess, catalogue.RightRectification, catalogue.RightErasure, catalogue.RightRestriction,
	}
	for basis, more := range map[catalogue.Basis][]catalogue.Right{
		catalogue.BasisAuthority:       {catalogue.RightObjection},
		catalogue.BasisPublicInterest:  {catalogue.RightObjection},
		catalogue.BasisLegalObligation: {},
		catalogue.BasisContract:        {catalogue.RightPortability},
		catalogue.BasisConsent:         {catalogue.RightPortability, catalogue.RightWithdrawal},
	} {
		service := catalogue.Service{Authority: "Byggnadsnämnden", DataProtection: catalogue.DataProtection{Basis: basis}}
		n, _ := c.Current().Notice(&catalogue.Entry{Service: service})
		want := slices.Concat(always, more, []catalogue.Right{catalogue.RightComplaint})
		if diff := cmp.Diff(want, n.Rights); diff != "" {
			t.Errorf("rights under %s (-want +got):\n%s", basis, diff)
		}
	}
}
