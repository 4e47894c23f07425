package outside_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/demo/outside"
	"github.com/mittkoping/entre/internal/testing/htmlcheck"
)

// saveNewArende is a case as small as ByggR takes it.
const saveNewArende = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><SaveNewArende xmlns="www.tekis.se/ServiceContract"><message>
<HandlaggarSign>ENTRE</HandlaggarSign><Arende arendegrupp="ANM" arendetyp="ELD"><ankomstDatum xmlns="www.tekis.se/arende">2026-03-02</ankomstDatum></Arende>
<Handelse handelseId="0"><riktning xmlns="www.tekis.se/arende">In</riktning><startDatum xmlns="www.tekis.se/arende">2026-03-02T09:00:00</startDatum>
<handelsetyp xmlns="www.tekis.se/arende">ANM</handelsetyp></Handelse><AnkomststamplaHandlingar>true</AnkomststamplaHandlingar></message></SaveNewArende></s:Body></s:Envelope>`

const getRoller = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><GetRoller xmlns="www.tekis.se/ServiceContract">
<rollTyp>Intressent</rollTyp><statusfilter>Aktiv</statusfilter></GetRoller></s:Body></s:Envelope>`

// TestByggRModes presses each button for ByggR, registers a case and asks something.
func TestByggRModes(t *testing.T) {
	for mode, want := range map[string]struct {
		name      string
		save, ask []int // statuses; 0 is no answer
		kept      int
	}{
		"well":  {"Fungerar", []int{200}, []int{200}, 1},
		"slow":  {"Långsamt", []int{200}, []int{200}, 1},
		"down":  {"Nere", []int{0, 502}, []int{0, 502}, 0},
		"lost":  {"Tappar svar", []int{0}, []int{200}, 1},
		"error": {"Svarar med fel", []int{500}, []int{200}, 1},
	} {
		t.Run(mode, func(t *testing.T) {
			world, server := start(t, "")
			if status, _ := call(t, http.MethodPost, server.URL+"/byggr-mode", url.Values{"mode": {mode}}); status != http.StatusOK {
				t.Fatalf("the button answered %d", status)
			}
			save := askByggR(t, server.URL, "SaveNewArende", saveNewArende)
			ask := askByggR(t, server.URL, "GetRoller", getRoller)
			if !slices.Contains(want.save, save) || !slices.Contains(want.ask, ask) || len(world.ByggR().Arenden()) != want.kept {
				t.Errorf("saving %d, asking %d, kept %d", save, ask, len(world.ByggR().Arenden()))
			}
			_, index := call(t, http.MethodGet, server.URL+"/", nil)
			htmlcheck.Run(t, index,
				htmlcheck.In("[aria-labelledby=byggr] [role=status]", htmlcheck.HasText(want.name)),
				htmlcheck.In("[aria-labelledby=byggr] button[aria-pressed=true]", htmlcheck.HasAttr("value", mode)),
				htmlcheck.In("[aria-labelledby=street] [role=status]", htmlcheck.HasText("Fungerar")))
			if status, page := call(t, http.MethodGet, server.URL+"/byggr/", nil); status != http.StatusOK || !strings.Contains(page, "ByggR") {
				t.Errorf("its own page: %d", status)
			}
		})
	}
	_, server := start(t, "")
	if status, _ := call(t, http.MethodPost, server.URL+"/byggr-mode", url.Values{"mode": {"sabotage"}}); status != http.StatusBadRequest {
		t.Errorf("an unknown mode: %d", status)
	}
}

// askByggR calls an operation and returns the status; 0 when no answer came.
func askByggR(t *testing.T, world, operation, envelope string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, world+outside.ByggRServicePath, strings.NewReader(envelope))
	if err != nil {
		t.Fatal(err)
	}
	r.SetBasicAuth(outside.ByggRUser, "hemligt")
	r.Header.Set("Content-Type", "text/xml; charset=utf-8")
	r.Header.Set("SOAPAction", `"www.tekis.se/ServiceContract/V8/IExportArenden/`+operation+`"`)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0
	}
	_ = answer.Body.Close()
	return answer.StatusCode
}
