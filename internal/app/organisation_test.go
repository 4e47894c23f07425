package app

import (
	"slices"
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/config"
	"github.com/mittkoping/entre/internal/demo/content"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
)

func TestOrganisation(t *testing.T) {
	authorities, err := config.ParseOrganisation(content.Organisation())
	if err != nil {
		t.Fatal(err)
	}
	o, err := organisation(config.Config{Organisation: authorities})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range o.Authorities() {
		var has []identity.Power
		for _, f := range a.Functions {
			has = append(has, f.Powers...)
			if len(f.Groups) == 0 || f.Title.EN == "" {
				t.Errorf("%s: nobody can hold it, or it has no English title", f.ID)
			}
		}
		for _, p := range []identity.Power{identity.PowerHandle, identity.PowerRegister, identity.PowerDeliveries} {
			if !slices.Contains(has, p) {
				t.Errorf("%s: nobody has the power %s", a.Code, p)
			}
		}
	}
	f, ok := o.Function("BN/bygglov")
	if !ok || f.Title != (i18n.Text{SV: "Bygglovshandläggare", EN: "Building permit officer"}) || !f.Has(identity.PowerHandle) {
		t.Errorf("BN/bygglov is %+v", f)
	}
	if f, _ := o.Function("KS/drift"); !f.Has(identity.PowerOperate) {
		t.Errorf("KS/drift is %+v", f)
	}

	authorities[0].Name = ""
	if _, err := organisation(config.Config{Organisation: authorities}); err == nil || !strings.Contains(err.Error(), "organisation_file") {
		t.Errorf("an authority without a name: %v", err)
	}
}
