package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"
	"time"

	"github.com/mittkoping/entre/internal/app"
	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/keyring"
)

func check(ctx context.Context, args []string, w world) error {
	flags := flag.NewFlagSet("check", flag.ContinueOnError)
	path := configFlag(flags, w)
	if rest, err := parse(flags, args); err != nil || len(rest) > 0 {
		return errors.Join(err, tooMany(rest))
	}
	cfg, opts, err := load(*path, w)
	if err != nil {
		return err
	}
	w.say("ok    configuration")
	failed := 0
	for _, f := range app.Check(ctx, cfg, opts) {
		if f.Later {
			w.say("soon  %s: %v", f.What, f.Err)
			continue
		}
		if f.Err != nil {
			failed++
			w.say("FAIL  %s: %v", f.What, f.Err)
			continue
		}
		w.say("ok    %s", f.What)
	}
	if failed > 0 {
		return errors.New("something must be mended before the portal can be opened")
	}
	return nil
}

func migrate(ctx context.Context, args []string, w world) error {
	flags := flag.NewFlagSet("migrate", flag.ContinueOnError)
	path := configFlag(flags, w)
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return usageError{"say one of up, down, status"}
	}
	cfg, opts, err := load(*path, w)
	if err != nil {
		return err
	}
	list := app.Migrations
	switch rest[0] {
	case "status":
	case "up", "down":
		direction := app.MigrateUp
		if rest[0] == "down" {
			direction = app.MigrateDown
		}
		if _, err := app.Migrate(ctx, cfg, opts, direction); err != nil {
			return err
		}
	default:
		return usageError{"say one of up, down, status"}
	}
	migrations, err := list(ctx, cfg, opts)
	if err != nil {
		return err
	}
	for _, m := range migrations {
		state := "pending"
		if m.Applied {
			state = "applied"
		}
		w.say("%-8s %05d %s", state, m.Number, m.Name)
	}
	return nil
}

const catalogueWords = "say import DIR, export DIR, check DIR [DIR], format DIR or schema"

func catalogues(ctx context.Context, args []string, w world) error {
	flags := flag.NewFlagSet("catalogue", flag.ContinueOnError)
	path := configFlag(flags, w)
	overwrite := flags.String("overwrite", "", "ids whose file wins over the database")
	dryRun := flags.Bool("dry-run", false, "tell what would happen")
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	if len(rest) == 1 && rest[0] == "schema" {
		w.say("%s", catalogue.Schema())
		return nil
	}
	if len(rest) > 1 && rest[0] == "check" {
		return checkFolders(rest[1:], w)
	}
	if len(rest) != 2 {
		return usageError{catalogueWords}
	}
	if rest[0] == "format" {
		return formatFolder(rest[1], w)
	}
	cfg, opts, err := load(*path, w)
	if err != nil {
		return err
	}
	switch rest[0] {
	case "export":
		written, err := app.ExportCatalogue(ctx, cfg, opts, rest[1])
		w.say("%d files written to %s", len(written), rest[1])
		return err
	case "import":
		dir, err := folder(rest[1])
		if err != nil {
			return err
		}
		in := catalogue.ImportOptions{Actor: "operator", DryRun: *dryRun}
		if *overwrite != "" {
			in.Overwrite = strings.Split(*overwrite, ",")
		}
		report, err := app.ImportCatalogue(ctx, cfg, opts, dir.FS(), in)
		tellImport(report, err == nil && !*dryRun, w)
		return errors.Join(err, dir.Close())
	default:
		return usageError{catalogueWords}
	}
}

func tellImport(r catalogue.Report, done bool, w world) {
	lists := []struct {
		say string
		ids []string
	}{
		{"new", r.Created},
		{"changed", r.Updated},
		{"overwritten", r.Overridden},
		{"kept as changed in the portal", r.Kept},
		{"unchanged", r.Unchanged},
		{"only in the database", r.OnlyInDatabase},
	}
	for _, l := range lists {
		if len(l.ids) > 0 {
			w.say("%s: %s", l.say, strings.Join(l.ids, ", "))
		}
	}
	if !done {
		w.say("nothing has been written")
	}
}

func keys(_ context.Context, args []string, w world) error {
	if len(args) != 2 {
		return usageError{"say new FILE or rotate FILE"}
	}
	switch args[0] {
	case "new":
		if err := keyring.Create(args[1]); err != nil {
			return err
		}
		w.say("made %s. Keep a copy where the database's copies are not: without it nothing sealed can be read again.", args[1])
		return nil
	case "rotate":
		if err := keyring.Rotate(args[1]); err != nil {
			return err
		}
		w.say("%s has a new first key; what older keys sealed can still be read. Restart the portal's nodes.", args[1])
		return nil
	default:
		return usageError{"say new FILE or rotate FILE"}
	}
}

func deliveries(ctx context.Context, args []string, w world) error {
	flags := flag.NewFlagSet("deliveries", flag.ContinueOnError)
	path := configFlag(flags, w)
	connector := flags.String("connector", "", "")
	from, to := flags.String("from", "", ""), flags.String("to", "", "")
	repair := flags.Bool("repair", false, "")
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	if len(rest) == 1 && rest[0] == "reconcile" {
		return reconcile(ctx, *path, app.Asked{Connector: *connector, From: *from, To: *to, Repair: *repair}, w)
	}
	isList, isRetry := len(rest) == 1 && rest[0] == "refused", len(rest) == 2 && rest[0] == "retry"
	if !isList && !isRetry {
		return usageError{"say refused, retry ID or reconcile"}
	}
	cfg, opts, err := load(*path, w)
	if err != nil {
		return err
	}
	if isRetry {
		return app.RetryDelivery(ctx, cfg, opts, rest[1])
	}
	refused, err := app.RefusedDeliveries(ctx, cfg, opts)
	if err != nil {
		return err
	}
	for _, d := range refused {
		w.say("%s  %s  %s  refused %s  %s", d.ID, d.Key(), d.Connector, d.RefusedAt.Format(time.DateTime), d.Detail)
	}
	w.say("%d refused", len(refused))
	return nil
}

// reconcile tells what back ends do not have as they said: of yesterday, unless
// told otherwise. What it repaired is owed again, and sent by a portal that runs.
func reconcile(ctx context.Context, path string, asked app.Asked, w world) error {
	cfg, opts, err := load(path, w)
	if err != nil {
		return err
	}
	found, err := app.Reconcile(ctx, cfg, opts, asked)
	wrong := 0
	for _, r := range found {
		for _, f := range r.Findings {
			again := ""
			if f.Repaired {
				again = "repaired"
			}
			w.say("%s  %s  %s  %s  %s", f.ID, f.Key(), f.Connector, f.What, strings.TrimSpace(again+" "+f.Detail))
		}
		w.say("%s: %d there, %d confirmed by hand, %d not as they were, %d of them repaired", r.Connector, r.Present, r.ByHand, len(r.Findings), r.Repaired())
		wrong += len(r.Findings) - r.Repaired()
	}
	if err == nil && wrong > 0 {
		err = fmt.Errorf("%d deliveries are not as their back ends said", wrong)
	}
	return err
}
