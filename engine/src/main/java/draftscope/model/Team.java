package draftscope.model;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// A fixed number of threads that do one task together, part by part, and then meet again.
///
/// A forward pass has some sixty meetings of a few microseconds each, too short for a general executor: a waiting thread
/// spins for a moment before it sleeps. Part numbers are fixed, so the division of work never depends on timing. With one
/// thread everything runs in the caller and nothing is started.
final class Team implements AutoCloseable {
    /// Work divided into parts; the parts may run at the same time.
    interface Task {
        void run(int part, int parts);
    }

    private static final int SPINS = 2000;
    /// Multiply-adds per thread, some five microseconds, below which a task is not divided.
    private static final long WORTH_SHARING = 1 << 16;

    private final Worker[] workers;
    private final AtomicInteger busy = new AtomicInteger();
    private volatile int turn;
    private volatile boolean closed;
    private Task task;
    private volatile Throwable failure;

    Team(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("at least one thread is needed; got " + threads);
        }
        workers = new Worker[threads - 1];
        for (int i = 0; i < workers.length; i++) {
            workers[i] = new Worker(i + 1);
            workers[i].setDaemon(true);
            workers[i].start();
        }
    }

    int threads() {
        return workers.length + 1;
    }

    /// Runs all parts of `task`, part 0 in the calling thread, and returns when all are done. One caller at a time.
    void run(Task task) {
        if (workers.length == 0) {
            task.run(0, 1);
            return;
        }
        this.task = task;
        busy.set(workers.length);
        turn++; // publishes the task; only the caller writes it
        for (Worker worker : workers) {
            if (worker.asleep) {
                LockSupport.unpark(worker);
            }
        }
        try {
            task.run(0, workers.length + 1);
        } finally {
            // Even after a failure: the others still write to the buffers.
            for (int spins = 0; busy.get() > 0; spins++) {
                if (spins < SPINS) {
                    Thread.onSpinWait();
                } else {
                    Thread.yield();
                }
            }
        }
        Throwable thrown = failure;
        if (thrown != null) {
            failure = null;
            throw new IllegalStateException("a part of the forward pass failed: " + thrown, thrown);
        }
    }

    /// As [#run(Task)], or all in the caller where the threads would wait for each other longer than they would work.
    void run(Task task, long multiplyAdds) {
        if (multiplyAdds < threads() * WORTH_SHARING) {
            task.run(0, 1);
        } else {
            run(task);
        }
    }

    /// Lets the threads end.
    @Override
    public void close() {
        closed = true;
        for (Worker worker : workers) {
            LockSupport.unpark(worker);
        }
    }

    private final class Worker extends Thread {
        private final int part;
        private volatile boolean asleep;

        Worker(int part) {
            super("draftscope-forward-" + part);
            this.part = part;
        }

        @Override
        public void run() {
            int seen = 0;
            while (true) {
                int spins = 0;
                while (turn == seen) {
                    if (closed) {
                        return;
                    }
                    if (spins++ < SPINS) {
                        Thread.onSpinWait();
                    } else {
                        asleep = true;
                        // Looked at again after the flag is up: a turn between the two looks would not wake us.
                        if (turn == seen && !closed) {
                            LockSupport.park(Team.this);
                        }
                        asleep = false;
                    }
                }
                seen = turn;
                try {
                    task.run(part, workers.length + 1);
                } catch (Throwable t) {
                    failure = t;
                } finally {
                    busy.decrementAndGet();
                }
            }
        }
    }
}
