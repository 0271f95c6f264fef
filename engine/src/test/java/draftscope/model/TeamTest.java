package draftscope.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class TeamTest {
    @Test
    void everyPartRunsOnceInEveryTurn() {
        try (Team team = new Team(3)) {
            AtomicIntegerArray runs = new AtomicIntegerArray(3);
            for (int turn = 1; turn <= 2000; turn++) {
                team.run((part, parts) -> {
                    assertThat(parts).isEqualTo(3);
                    runs.incrementAndGet(part);
                });
                for (int part = 0; part < 3; part++) {
                    assertThat(runs.get(part)).isEqualTo(turn);
                }
            }
        }
    }

    @Test
    void threadsThatFellAsleepAreWoken() throws InterruptedException {
        try (Team team = new Team(2)) {
            AtomicInteger runs = new AtomicInteger();
            for (int turn = 0; turn < 5; turn++) {
                Thread.sleep(20); // far longer than a worker spins
                team.run((_, _) -> runs.incrementAndGet());
            }
            assertThat(runs).hasValue(10);
        }
    }

    @Test
    void oneThreadRunsInTheCaller() {
        try (Team team = new Team(1)) {
            Thread[] ran = new Thread[1];
            team.run((part, parts) -> ran[part] = Thread.currentThread());
            assertThat(ran[0]).isSameAs(Thread.currentThread());
        }
    }

    @Test
    void aFailingPartFailsTheTurnAndNotTheNext() {
        try (Team team = new Team(2)) {
            for (int failing = 0; failing < 2; failing++) {
                int bad = failing;
                assertThatThrownBy(() -> team.run((part, _) -> {
                    if (part == bad) {
                        throw new IllegalStateException("part " + part);
                    }
                })).isInstanceOf(IllegalStateException.class).hasMessageContaining("part " + bad);
                AtomicInteger runs = new AtomicInteger();
                team.run((_, _) -> runs.incrementAndGet());
                assertThat(runs).hasValue(2);
            }
        }
    }

    @Test
    void closingEndsTheThreads() throws InterruptedException {
        ConcurrentHashMap<Integer, Thread> threads = new ConcurrentHashMap<>();
        Team team = new Team(3);
        team.run((part, _) -> threads.put(part, Thread.currentThread()));
        team.close();
        threads.remove(0);
        assertThat(threads).hasSize(2);
        for (Thread thread : threads.values()) {
            assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
        }
        assertThatThrownBy(() -> new Team(0)).hasMessageContaining("at least one thread");
    }
}
