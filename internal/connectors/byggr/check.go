package byggr

import (
	"context"
	"errors"
	"fmt"

	"github.com/mittkoping/entre/internal/delivery"
)

// Check implements delivery.Connector. It asks for code tables and counts what has
// changed in the last hour. That the signature may register cases cannot be seen
// beforehand: the contract has no question for it.
func (c *connector) Check(ctx context.Context) error {
	var types getHandlingTyperResponse
	err := c.call(ctx, "GetHandlingTyper", getHandlingTyper{StatusFilter: "Aktiv"}, &types)
	if unavailable, ok := errors.AsType[*delivery.UnavailableError](err); ok {
		return fmt.Errorf("base_url, auth or the certificates are wrong: %w", unavailable.Err)
	}
	if err != nil {
		return fmt.Errorf("base_url does not answer as ArendeExportWS: %w", err)
	}
	known := map[string]bool{}
	for _, t := range types.Typer {
		known[t.Typ] = true
	}
	if !known[c.documentType] {
		return fmt.Errorf("option document_type: ByggR has no active handlingstyp %q", c.documentType)
	}
	var roles getRollerResponse
	if err := c.call(ctx, "GetRoller", getRoller{RollTyp: "Intressent", StatusFilter: "Aktiv"}, &roles); err != nil {
		return fmt.Errorf("the roles cannot be read: %w", err)
	}
	for _, r := range roles.Roller {
		known["role "+r.RollKod] = true
	}
	if !known["role "+c.role] {
		return fmt.Errorf("option role: ByggR has no active role %q", c.role)
	}
	var q getCount
	now := c.clock.Now()
	q.Filter.After, q.Filter.Until = timestamp(now.Add(-maxApart)), timestamp(now)
	var count getCountResponse
	if err := c.call(ctx, "GetUpdatedArendenCount", q, &count); err != nil {
		return fmt.Errorf("what has changed cannot be read: %w", err)
	}
	if count.Count == nil {
		return errors.New("what has changed cannot be counted")
	}
	return nil
}
