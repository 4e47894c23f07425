package webhook

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/mittkoping/entre/internal/delivery"
)

const (
	// checkID is of no step: a reference is never so.
	checkID = "check_0"
	// maxApart is how much the clocks may differ: a receiver refuses what is five
	// minutes old.
	maxApart = 2 * time.Minute
)

// Check implements delivery.Connector. It looks up an event that there cannot be,
// with our signature and with a wrong one.
func (c *connector) Check(ctx context.Context) error {
	s, a, err := c.lookUp(ctx, checkID)
	if unavailable, ok := errors.AsType[*delivery.UnavailableError](err); ok {
		return fmt.Errorf("base_url, a secret or the credentials are wrong: %w", unavailable.Err)
	}
	if err != nil {
		return fmt.Errorf("base_url does not answer as docs/webhook.md says: %w", err)
	}
	if s.Status != statusUnknown || a.Status != http.StatusNotFound {
		return errors.New("the receiver must answer 404 and status unknown to a look-up of an event that it does not have")
	}
	if err := c.checkClock(a.Header); err != nil {
		return err
	}
	return c.checkSignature(ctx)
}

// checkSignature makes sure that the receiver looks at signatures at all.
func (c *connector) checkSignature(ctx context.Context) error {
	forged := *c
	forged.secrets = []secret{secret("a secret that nobody has been given")}
	_, _, err := forged.lookUp(ctx, checkID)
	if _, ok := errors.AsType[*notAcceptedError](err); ok {
		return nil
	}
	if err != nil {
		return fmt.Errorf("the receiver must answer 401 to a wrong signature: %w", err)
	}
	return errors.New("the receiver does not check signatures: it took one that is wrong")
}

// checkClock compares the clocks.
func (c *connector) checkClock(h http.Header) error {
	theirs, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return nil //nolint:nilerr // it need not tell the time
	}
	if apart := theirs.Sub(c.clock.Now()).Abs(); apart > maxApart {
		return fmt.Errorf("the receiver's clock and ours differ by %s: one of them must be mended", apart.Round(time.Second))
	}
	return nil
}
