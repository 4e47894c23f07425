package app

import (
	"strings"
	"time"

	"github.com/mittkoping/entre/internal/caseroom"
	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/delivery/watch"
	"github.com/mittkoping/entre/internal/i18n"
)

// waitingLimits says how long what is owed to a back end may wait: less when the
// catalogue calls the service urgent.
func (p *Portal) waitingLimits() watch.Limits {
	paces := p.house.cfg.Delivery
	limits := watch.Limits{Default: paces.AlarmAfter, Services: map[string]time.Duration{}}
	for _, e := range p.catalogue.Current().Services(i18n.SV) {
		if e.Urgent != nil {
			limits.Services[e.ID] = min(p.urgentWithin(e), paces.AlarmAfter)
		}
	}
	return limits
}

// urgentWithin is how long what is sent in by the service may take to its back end
// before somebody on call is alarmed; 0: it can wait.
func (p *Portal) urgentWithin(e *catalogue.Entry) time.Duration {
	switch {
	case e == nil || e.Urgent == nil:
		return 0
	case e.Urgent.Minutes > 0:
		return time.Duration(e.Urgent.Minutes) * time.Minute
	default:
		return p.house.cfg.Delivery.AlarmUrgent
	}
}

// namesOf returns what somebody may mean who writes the number of a case: its
// reference, the caseroom's diary number or another back end's, each as it is kept.
func namesOf(words string) []string {
	words = strings.Join(strings.Fields(words), " ")
	names := []string{words, strings.ToUpper(words)}
	if reference, ok := cases.NormalizeReference(words); ok {
		names = append(names, reference)
	}
	if diary, ok := caseroom.ParseDiaryNumber(words); ok {
		names = append(names, diary.String())
	}
	return names
}
