package draftscope.app.window;

import draftscope.app.session.Branch;
import draftscope.app.session.Branches;
import draftscope.app.session.Session;
import draftscope.views.CompareView;
import draftscope.views.ComparedRun;
import draftscope.views.Selection;
import draftscope.views.layout.EngineClock;
import java.util.List;
import javafx.animation.AnimationTimer;
import javafx.beans.InvalidationListener;

/// Brings the runs that are to be compared into their view, and runs its races.
///
/// A race shows measured times on one clock. Where even the slowest run is over in less than a few seconds the clock is slowed, for all
/// in the same way.
final class Comparing {
    private static final double LEAST_NANOS = 5e9;

    private final Session session;
    private final MainWindow window;
    private final CompareView view = new CompareView();
    private final AnimationTimer race;
    private long begun; // nanoseconds of the first frame of the race; 0 before it
    private double slowest; // engine nanoseconds

    Comparing(Session session, MainWindow window) {
        this.session = session;
        this.window = window;
        Branches branches = session.branches();
        Runnable gather = this::gather;
        branches.shownProperty().subscribe(gather);
        branches.rows().addListener((InvalidationListener) changed -> gather.run());
        branches.compared().addListener((InvalidationListener) changed -> gather.run());
        view.setOnShow(this::show);
        view.setOnRace(this::race);
        race = new AnimationTimer() {
            @Override
            public void handle(long now) {
                frame(now);
            }
        };
    }

    CompareView view() {
        return view;
    }

    private void gather() {
        List<ComparedRun> runs = session.branches().toCompare().stream()
                .map(branch -> new ComparedRun(branch.number(), branch.name(), branch.trace())).toList();
        if (!runs.equals(view.getRuns())) {
            end();
            view.runsProperty().set(runs);
        }
    }

    private void show(ComparedRun run, Selection selection) {
        session.branches().rows().stream().map(Branches.Row::branch).filter(branch -> branch.trace() == run.trace())
                .findFirst().ifPresent((Branch branch) -> {
                    session.show(branch);
                    window.selectionProperty().set(selection);
                });
    }

    private void race() {
        if (!Double.isNaN(view.clockProperty().get())) {
            end();
            return;
        }
        slowest = view.getRuns().stream().mapToLong(run -> EngineClock.of(run.trace()).end()).max().orElse(0);
        begun = 0;
        view.clockProperty().set(0);
        race.start();
    }

    private void end() {
        race.stop();
        view.clockProperty().set(Double.NaN);
    }

    private void frame(long now) {
        if (begun == 0)
            begun = now;
        double slowed = Math.max(1, LEAST_NANOS / Math.max(1, slowest));
        double clock = (now - begun) / slowed;
        view.clockProperty().set(Math.min(clock, slowest));
        if (clock >= slowest)
            race.stop();
    }
}
