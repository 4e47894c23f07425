package open311

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/mittkoping/entre/internal/delivery"
)

// Check implements delivery.Connector. It lists services, requests and updates,
// and posts a request without anything in it, which a server must refuse, and
// refuses in different ways with and without the right key.
func (c *connector) Check(ctx context.Context) error {
	a, err := c.client.get(ctx, "services", nil)
	if err != nil {
		return fmt.Errorf("base_url does not answer as Open311: %w", err)
	}
	services, err := decode[service](c.client.format, "services", "service", a.Body)
	if err != nil {
		return fmt.Errorf("base_url or format is wrong: %w", err)
	}
	if len(services) == 0 {
		return errors.New("the server offers no services: is jurisdiction_id right?")
	}
	if err := c.checkClock(a.Header); err != nil {
		return err
	}
	if err := c.checkKey(ctx); err != nil {
		return err
	}
	if err := checkList(ctx, c.requests(nil), c, func(r serviceRequest) string { return r.ID.id() }); err != nil {
		return fmt.Errorf("the server does not list requests as it should: %w", err)
	}
	if !c.updates {
		return nil
	}
	if err := checkList(ctx, c.fetchUpdates, c, func(u update) string { return u.ID.id() }); err != nil {
		return fmt.Errorf("the server does not list servicerequestupdates as it should; has it got them? Otherwise updates must be false: %w", err)
	}
	return nil
}

// checkList compares a window with its two halves. A server that lists less at
// once than we think would hide from Find what is there.
func checkList[T any](ctx context.Context, f fetch[T], c *connector, id func(T) string) error {
	to := c.clock.Now().Add(-time.Hour) // what comes in meanwhile is not in the way
	from := to.Add(-maxSpan)
	whole, err := f(ctx, from, to)
	if err != nil || len(whole) == 0 || len(whole) >= c.maxList {
		return err
	}
	seen := map[string]bool{}
	for _, half := range [][2]time.Time{{from, middleOf(from, to)}, {middleOf(from, to), to}} {
		items, err := f(ctx, half[0], half[1])
		if err != nil {
			return err
		}
		for _, item := range items {
			seen[id(item)] = true
		}
	}
	if len(seen) > len(whole) {
		return fmt.Errorf("it lists %d at once: set max_list to that", len(whole))
	}
	return nil
}

// checkClock compares the clocks: what is looked for by time is missed when
// they differ.
func (c *connector) checkClock(h http.Header) error {
	theirs, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return nil //nolint:nilerr // it need not tell the time
	}
	if apart := theirs.Sub(c.clock.Now()).Abs(); apart > pollOverlap {
		return fmt.Errorf("the server's clock and ours differ by %s: one of them must be mended", apart.Round(time.Second))
	}
	return nil
}

func (c *connector) checkKey(ctx context.Context) error {
	_, err := c.client.postForm(ctx, "requests", url.Values{})
	if refused, ok := errors.AsType[*refusal](err); ok {
		if refused.setting == "api_key" || refused.setting == "jurisdiction_id" { // but not service_code, which is not there
			return fmt.Errorf("the server does not take requests; is %s right? %w", refused.setting, refused)
		}
		return nil
	}
	if unavailable, ok := errors.AsType[*delivery.UnavailableError](err); ok {
		return fmt.Errorf("the server does not take requests; is api_key right? %w", unavailable.Err)
	}
	if err == nil {
		return errors.New("the server took a request without anything in it: it is no Open311 server that can be relied on")
	}
	return fmt.Errorf("the server does not take requests: %w", err)
}
