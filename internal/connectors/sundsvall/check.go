package sundsvall

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/mittkoping/entre/internal/delivery"
)

// maxApart is how much the clocks may differ: Poll asks for what was touched after a
// time of ours.
const maxApart = 2 * time.Minute

// metadata is what a namespace knows.
type metadata struct {
	Categories *[]struct {
		Name  string  `json:"name"`
		Types []named `json:"types"`
	} `json:"categories"`
	Statuses []named `json:"statuses"`
}

type named struct {
	Name string `json:"name"`
}

// Check implements delivery.Connector. It asks for what the namespace knows, and
// searches it.
func (c *connector) Check(ctx context.Context) error {
	var m metadata
	header, err := c.get(ctx, "metadata", nil, &m)
	if unavailable, ok := errors.AsType[*delivery.UnavailableError](err); ok {
		return fmt.Errorf("base_url or the client's credentials are wrong: %w", unavailable.Err)
	}
	if err != nil || m.Categories == nil && m.Statuses == nil {
		return fmt.Errorf("base_url, municipality or namespace is wrong, or the namespace has no metadata: %w", errors.Join(err, errNotJSON))
	}
	if err := c.checkNames(m); err != nil {
		return err
	}
	if theirs, err := http.ParseTime(header.Get("Date")); err == nil {
		if apart := theirs.Sub(c.clock.Now()).Abs(); apart > maxApart {
			return fmt.Errorf("the clock of support-management and ours differ by %s: one of them must be mended", apart.Round(time.Second))
		}
	}
	if _, _, err := c.errands(ctx, c.touchedAfter(c.clock.Now()), "touched,asc", 0, 1); err != nil {
		return fmt.Errorf("errands cannot be searched for: %w", err)
	}
	return nil
}

// checkNames compares the names that the options give with the namespace's.
func (c *connector) checkNames(m metadata) error {
	for option, name := range map[string]string{"status": c.options.Status, "withdrawn_status": c.options.WithdrawnStatus} {
		if name != "" && !slices.Contains(m.Statuses, named{name}) {
			return fmt.Errorf("option %s: the namespace has no status %q", option, name)
		}
	}
	if c.options.Category == "" || m.Categories == nil {
		return nil
	}
	for _, category := range *m.Categories {
		if category.Name != c.options.Category {
			continue
		}
		if c.options.Type != "" && !slices.Contains(category.Types, named{c.options.Type}) {
			return fmt.Errorf("option type: the namespace's category has no type %q", c.options.Type)
		}
		return nil
	}
	return fmt.Errorf("option category: the namespace has no category %q", c.options.Category)
}
