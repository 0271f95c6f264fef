package draftscope.app.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlacesTest {
    private static final Path HOME = Path.of("/home/ada");

    @Test
    void followsTheXdgVariablesOnLinux() {
        Places places = Places.of("Linux", HOME, Map.of("XDG_CACHE_HOME", "/fast/cache"));
        assertThat(places.cache()).isEqualTo(Path.of("/fast/cache/draftscope"));
        assertThat(places.settings()).isEqualTo(HOME.resolve(".config/draftscope"));
        assertThat(places.data()).isEqualTo(HOME.resolve(".local/share/draftscope"));
    }

    @Test
    void ignoresARelativeXdgVariable() {
        assertThat(Places.of("Linux", HOME, Map.of("XDG_CACHE_HOME", "cache")).cache())
                .isEqualTo(HOME.resolve(".cache/draftscope"));
    }

    @Test
    void usesTheLibraryFoldersOnMac() {
        assertThat(Places.of("Mac OS X", HOME, Map.of()).settings())
                .isEqualTo(HOME.resolve("Library/Application Support/Draftscope"));
    }

    @Test
    void usesTheAppDataFoldersOnWindows() {
        assertThat(Places.of("Windows 11", HOME, Map.of()).cache())
                .isEqualTo(HOME.resolve("AppData/Local/Draftscope/cache"));
    }
}
