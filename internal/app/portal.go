package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/config"
	"github.com/mittkoping/entre/internal/connectors/webhook"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/delivery/oncall"
	"github.com/mittkoping/entre/internal/delivery/reconcile"
	"github.com/mittkoping/entre/internal/delivery/watch"
	"github.com/mittkoping/entre/internal/learning"
	"github.com/mittkoping/entre/internal/search"
	"github.com/mittkoping/entre/internal/store/files"
	"github.com/mittkoping/entre/internal/store/queue"
	"github.com/mittkoping/entre/internal/vocabulary"
	"github.com/mittkoping/entre/web"
	"github.com/mittkoping/entre/web/middleware"
)

const (
	catalogueRefresh = 2 * time.Second
	purgeEvery       = time.Hour
	watchEvery       = 10 * time.Second
	learnEvery       = 10 * time.Second
	stopTimeout      = 20 * time.Second
)

// Portal is the running thing: pages, deliveries and what goes on in the
// background.
type Portal struct {
	house     *house
	files     *files.Files
	catalogue *catalogue.Catalogue
	cases     *cases.Service
	engine    *delivery.Engine
	watch     *watch.Service
	onCall    *oncall.Service
	reconcile *reconcile.Service
	learning  *learning.Log
	queue     *queue.Queue
	metrics   *prometheus.Registry
	handler   http.Handler
}

// Open opens a portal over a migrated database and loads its catalogue.
// Nothing runs before Run. Close it in the end.
func Open(ctx context.Context, cfg config.Config, opts Options) (*Portal, error) {
	opts.Log = slog.New(middleware.LogHandler(opts.Log.Handler())) // the request's id on every line
	h, err := openHouse(ctx, cfg, opts)
	if err != nil {
		return nil, err
	}
	p := &Portal{house: h}
	if err := p.furnish(ctx); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}

// furnish joins the domains' ports to what fulfils them.
func (p *Portal) furnish(ctx context.Context) (err error) {
	h := p.house
	if p.files, err = files.Open(ctx, h.cfg.Files.URL, h.ring); err != nil {
		return fmt.Errorf("files: %w", err)
	}
	h.room = h.newRoom(p.files)
	catalogueStore := h.db.Catalogue()
	engine := &search.Engine{}
	p.catalogue = catalogue.New(catalogueStore, h.log)
	p.catalogue.OnChange(func(s *catalogue.Snapshot) { engine.Swap(search.New(s)) })
	if err := p.catalogue.Load(ctx); err != nil {
		return fmt.Errorf("catalogue: %w", err)
	}
	workers := map[string]int{}
	for _, name := range h.registry.Names() {
		workers[name] = h.registry.Limits(name).Concurrency
	}
	if p.queue, err = queue.Open(h.db, queue.Config{
		Connectors: h.registry.Names(), WorkersOf: workers, Clock: h.clock, Log: h.log, Longest: delivery.LongestAttempt(h.cfg.Delivery.Timeout),
	}); err != nil {
		return fmt.Errorf("queue: %w", err)
	}
	p.cases = cases.New(cases.Config{
		Store: h.db.Cases(), Files: p.files, Services: services{p.catalogue, catalogueStore},
		Outbox: outbox{p}, Audit: h.db.Audit(), Readers: readers{h}, Clock: h.clock, Log: h.log,
		ReferencePrefix: h.cfg.Municipality.ReferencePrefix, DraftLife: h.cfg.DraftLife(),
	})
	p.engine = delivery.New(delivery.Config{
		Store: h.db.Deliveries(), Queue: p.queue, Source: envelopes{h.copies(), p.cases, h.db.Persons(), h.registry.Identifies}, Changes: changes{p.cases, p.settle},
		Registry: h.registry, Audit: h.db.Audit(), Clock: h.clock, Log: h.log,
		Timeout: h.cfg.Delivery.Timeout, Settle: h.cfg.Delivery.Settle, Steady: h.db.Steady, Backoff: delivery.Backoff{Max: h.cfg.Delivery.BackoffMax},
	})
	p.watch = watch.New(watch.Config{
		Store: h.db.Watch(), Engine: p.engine, Router: router{h, p.cases}, Organisation: h.organisation,
		Connectors: h.registry.Names(), Names: namesOf, Limits: p.waitingLimits, Clock: h.clock, Log: h.log,
	})
	p.learning = learning.NewLog(learning.LogConfig{
		Store: h.db.Searches(), Lexicon: engine, MAC: h.ring.MAC, Clock: h.clock, Log: h.log, Days: h.cfg.Search.LogDays,
		IsCrisis: func(text string) bool { return search.CrisisOf(text).Kind != search.NoCrisis },
	})
	if p.onCall, err = p.newOnCall(); err != nil {
		return err
	}
	if p.reconcile, err = p.newReconcile(); err != nil {
		return err
	}
	p.handler, err = p.pages(engine)
	return err
}

// pages makes the web of the portal.
func (p *Portal) pages(engine *search.Engine) (http.Handler, error) {
	h, town := p.house, p.house.cfg.Municipality
	p.metrics = prometheus.NewRegistry()
	if err := p.metrics.Register(backlog{
		find: h.db.Deliveries().FindBacklog, late: p.watch.Late, clock: h.clock,
		alarms: h.db.Alarms().CountWaiting, connectors: h.registry.Names(), shut: p.engine.Shut,
	}); err != nil {
		return nil, err
	}
	if err := p.metrics.Register(droppedSearches(p.learning)); err != nil {
		return nil, err
	}
	children, err := h.school()
	if err != nil {
		return nil, err
	}
	work := h.work()
	work.Cases, work.Deliveries = h.room, p.watch
	work.Words = vocabulary.New(vocabulary.Config{
		Store: h.db.WordChanges(), Wording: h.files(), Catalogue: p.catalogue, Search: engine, Holders: h.roster(), Organisation: h.organisation,
		Clock: h.clock, Log: h.log,
	})
	cfg := web.Config{
		BaseURL: h.cfg.BaseURL,
		Site:    web.Site{Name: town.Name, Phone: town.Phone, Hours: town.Hours, Visit: town.Visit},
		Limits: web.Limits{
			Form: h.cfg.Limits.FormBytes, Upload: h.cfg.Limits.UploadBytes, Memory: h.cfg.Limits.MemoryBytes,
			Drafts: h.cfg.Limits.DraftsPerMinute, Submissions: h.cfg.Limits.SubmissionsPerMinute,
			Logins: h.cfg.Limits.LoginsPerMinute,
		},
		TrustedProxies: h.cfg.TrustedProxies,
		Catalogue:      p.catalogue, Search: engine, Cases: p.cases, MAC: h.ring.MAC,
		Ear: p.engine, Schemas: webhook.Schemas(),
		School: children, Login: h.login(), Work: work, Audit: h.db.Audit(),
		Ready: []web.Check{{Name: "database", Run: h.db.Ping}, {Name: "files", Run: p.files.Ping}},
		Clock: h.clock, Log: h.log, Metrics: p.metrics, MetricsElsewhere: h.cfg.MetricsAddr != "",
	}
	cfg.LearnDays = h.cfg.Search.LogDays
	cfg.Learnt = learning.New(learning.Config{Store: h.db.Searches(), Audit: h.db.Audit(), Clock: h.clock, Days: cfg.LearnDays})
	if h.cfg.Search.LogDays > 0 {
		cfg.Learning = p.learning
	}
	return web.New(cfg)
}

// Handler is the whole portal as an HTTP handler.
func (p *Portal) Handler() http.Handler { return p.handler }

// Run answers on the configured address and carries deliveries out until ctx
// ends; then it lets what has begun come to an end, for at most 20 seconds.
func (p *Portal) Run(ctx context.Context) error {
	listener, err := listen(ctx, "addr", p.house.cfg.Addr)
	if err != nil {
		return err
	}
	return p.run(ctx, listener)
}

// listen takes an address that the setting says.
func listen(ctx context.Context, setting, addr string) (net.Listener, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", setting, err)
	}
	return listener, nil
}

func (p *Portal) run(ctx context.Context, listener net.Listener) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	if err := p.queue.Start(ctx, p.attempt); err != nil {
		return errors.Join(fmt.Errorf("queue: %w", err), listener.Close())
	}
	var background sync.WaitGroup
	background.Go(func() {
		p.engine.Run(ctx, delivery.RunConfig{SweepEvery: p.house.cfg.Delivery.SweepEvery, PollEvery: p.house.cfg.Delivery.PollEvery})
	})
	background.Go(func() { p.catalogue.Run(ctx, catalogueRefresh) })
	background.Go(func() { p.purge(ctx) })
	background.Go(func() { p.watch.Run(ctx, watchEvery) })
	background.Go(func() { p.onCall.Run(ctx, watchEvery) })
	background.Go(func() { p.reconcile.Run(ctx) })
	learn, stopLearning := context.WithCancel(context.WithoutCancel(ctx)) // until the last request has been answered
	background.Go(func() { p.learning.Run(learn, learnEvery) })
	p.house.log.InfoContext(ctx, "the portal is open", "addr", listener.Addr().String(), "base_url", p.house.cfg.BaseURL)

	background.Go(func() { p.serveMetrics(ctx) })
	err := serve(ctx, listener, p.handler)
	stop() // whatever ended it, the background ends too
	stopLearning()
	stopCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	err = errors.Join(err, p.queue.Stop(stopCtx))
	background.Wait()
	return err
}

// serveMetrics answers Prometheus on an address of its own, when there is one.
// A portal whose metrics cannot be served serves citizens all the same.
func (p *Portal) serveMetrics(ctx context.Context) {
	addr := p.house.cfg.MetricsAddr
	if addr == "" {
		return
	}
	listener, err := listen(ctx, "metrics_addr", addr)
	if err == nil {
		err = serve(ctx, listener, web.Metrics(p.metrics))
	}
	if err != nil {
		p.house.log.ErrorContext(ctx, "metrics are not served", "error", err)
	}
}

// attempt is what the queue's workers do with a job.
func (p *Portal) attempt(ctx context.Context, deliveryID string) (time.Duration, error) {
	again, done, err := p.engine.Attempt(ctx, deliveryID)
	if done {
		return 0, err
	}
	return max(again, time.Millisecond), err // 0 would mean that it is done
}

// purge removes forgotten drafts, sessions that have ended, and what was tried
// long ago, now and then.
func (p *Portal) purge(ctx context.Context) {
	tick := time.NewTicker(purgeEvery)
	defer tick.Stop()
	for {
		if n, err := p.cases.Purge(ctx); err != nil && ctx.Err() == nil {
			p.house.log.ErrorContext(ctx, "drafts could not be purged", "error", err)
		} else if n > 0 {
			p.house.log.InfoContext(ctx, "drafts purged", "drafts", n)
		}
		if _, err := p.learning.Purge(ctx); err != nil && ctx.Err() == nil {
			p.house.log.ErrorContext(ctx, "old counts of searches could not be removed", "error", err)
		}
		if _, err := p.house.db.Sessions().DeleteSessions(ctx, p.house.clock.Now()); err != nil && ctx.Err() == nil {
			p.house.log.ErrorContext(ctx, "old sessions could not be removed", "error", err)
		}
		if _, err := p.engine.PurgeHistory(ctx, p.house.cfg.HistoryLife()); err != nil && ctx.Err() == nil {
			p.house.log.ErrorContext(ctx, "the history of deliveries could not be purged", "error", err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// Close lets go of the database and the files.
func (p *Portal) Close() error {
	var err error
	if p.files != nil {
		err = p.files.Close()
	}
	return errors.Join(err, p.house.close())
}

// databasePatience is how long a portal that starts waits for its database: for
// one that is starting beside it, or is choosing a new primary.
const databasePatience = 2 * time.Minute

// Serve opens a portal and runs it until ctx ends. It waits for a database that
// is not there yet.
func Serve(ctx context.Context, cfg config.Config, opts Options) error {
	opts.Patience = databasePatience
	p, err := Open(ctx, cfg, opts)
	if err != nil {
		return err
	}
	return errors.Join(p.Run(ctx), p.Close())
}

// serve answers until ctx ends and then lets the requests that have begun end.
func serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
	server := web.HTTPServer(handler)
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	stopCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	return server.Shutdown(stopCtx)
}
