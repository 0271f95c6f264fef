package draftscope.app.library;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/// Where Draftscope keeps what it may lose (cache), what a person chose (settings) and what a person made (data): the platform's
/// usual places, never the working directory.
public record Places(Path cache, Path settings, Path data) {

    public static Places ofThisMachine() {
        return of(System.getProperty("os.name", ""), Path.of(System.getProperty("user.home")), System.getenv());
    }

    static Places of(String system, Path home, Map<String, String> environment) {
        String name = system.toLowerCase(Locale.ROOT);
        if (name.contains("mac"))
            return new Places(home.resolve("Library/Caches/Draftscope"),
                    home.resolve("Library/Application Support/Draftscope"),
                    home.resolve("Library/Application Support/Draftscope"));
        if (name.contains("windows"))
            return new Places(
                    from(environment, "LOCALAPPDATA", home.resolve("AppData/Local")).resolve("Draftscope/cache"),
                    from(environment, "APPDATA", home.resolve("AppData/Roaming")).resolve("Draftscope"),
                    from(environment, "LOCALAPPDATA", home.resolve("AppData/Local")).resolve("Draftscope"));
        return new Places(from(environment, "XDG_CACHE_HOME", home.resolve(".cache")).resolve("draftscope"),
                from(environment, "XDG_CONFIG_HOME", home.resolve(".config")).resolve("draftscope"),
                from(environment, "XDG_DATA_HOME", home.resolve(".local/share")).resolve("draftscope"));
    }

    private static Path from(Map<String, String> environment, String variable, Path standard) {
        String value = environment.getOrDefault(variable, "");
        // The XDG rules say that a relative path is to be ignored.
        return value.isEmpty() || !Path.of(value).isAbsolute() ? standard : Path.of(value);
    }
}
