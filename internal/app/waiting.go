package app

import (
	"time"

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
			limits.Services[e.ID] = min(paces.AlarmUrgent, paces.AlarmAfter)
		}
	}
	return limits
}
