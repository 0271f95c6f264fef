package draftscope.app.session;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.app.library.SettingsFile;
import draftscope.query.Breakpoint;
import draftscope.query.Condition;
import draftscope.query.LogMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BreakpointsTest {
    @TempDir
    private Path folder;

    private SettingsFile file() {
        return new SettingsFile(folder, "breakpoints.json", "The list of breakpoints");
    }

    @Test
    void breakpointsAreThereAgainAfterARestart() {
        try (Breakpoints before = new Breakpoints(Runnable::run); Breakpoints after = new Breakpoints(Runnable::run)) {
            assertThat(before.keepIn(file())).isEmpty();
            before.add(Condition.parse("accepted == 0"));
            before.add(Condition.parse("token ~ /\\bnot\\b/"));
            before.replace(new Breakpoint(2, Condition.parse("entropy > 4"), false, 3, 1,
                    Optional.of(LogMessage.parse("at {token}"))));
            assertThat(after.keepIn(file())).isEmpty();
            assertThat(after.all()).extracting(Breakpoint::id, b -> b.condition().text(), Breakpoint::enabled,
                    Breakpoint::from, Breakpoint::after, Breakpoint::message).containsExactly(
                            org.assertj.core.groups.Tuple.tuple(1, "accepted == 0", true, 1, 0, Optional.empty()),
                            org.assertj.core.groups.Tuple.tuple(2, "entropy > 4", false, 3, 1,
                                    Optional.of(LogMessage.parse("at {token}"))));
            assertThat(after.asked()).as("what is off is not asked").hasSize(1);
        }
    }

    @Test
    void aListThatCannotBeUnderstoodIsSetAsideAndSaid() throws Exception {
        Files.writeString(folder.resolve("breakpoints.json"),
                "{\"version\": 1, \"breakpoints\": [{\"id\": 1, \"condition\": \"entrpy > 3\"}]}");
        try (Breakpoints breakpoints = new Breakpoints(Runnable::run)) {
            assertThat(breakpoints.keepIn(file())).hasValueSatisfying(
                    sentence -> assertThat(sentence).contains("set aside", "there are no breakpoints"));
            assertThat(breakpoints.all()).isEmpty();
        }
    }

    @Test
    void theSameConditionIsSetOnceAndNothingWaitsInACircle() {
        try (Breakpoints breakpoints = new Breakpoints(Runnable::run)) {
            breakpoints.toggle("step == 1");
            breakpoints.toggle("step == 2");
            assertThat(breakpoints.add(Condition.parse("step == 2"))).isEmpty();
            Breakpoint first = breakpoints.all().getFirst();
            breakpoints.replace(new Breakpoint(first.id(), first.condition(), true, 1, 2, Optional.empty()));
            assertThat(breakpoints.waitable(breakpoints.all().getLast())).isEmpty();
            assertThat(breakpoints.waitable(breakpoints.all().getFirst())).extracting(Breakpoint::id)
                    .containsExactly(2);
            breakpoints.toggle("step == 2");
            assertThat(breakpoints.all()).extracting(Breakpoint::after).containsExactly(Breakpoint.NONE);
        }
    }
}
