package draftscope.kernel;

import java.util.Optional;

/// The module of the Vector API: in the process from its begin, or brought in when the first kernels are wanted.
///
/// A process that begins with an incubator module can use neither the module graph nor the linked classes that were prepared
/// (JEP 483), and starts a second later for it. There is no public way to bring such a module in later; the way by which the
/// JDK brings in its own, as for an agent, is open where java was started with
/// `--add-exports java.base/jdk.internal.module=draftscope.engine`.
final class Incubator {
    static final String MODULE = "jdk.incubator.vector";

    private static final boolean READABLE = read();

    private Incubator() {}

    /// Whether classes that use the Vector API can be linked here.
    static boolean readable() {
        return READABLE;
    }

    private static boolean read() {
        // "requires static": the module may be absent at run time, and touching the vector package would then fail to link.
        Module engine = Incubator.class.getModule();
        return ModuleLayer.boot().findModule(MODULE).or(Incubator::late).map(engine::addReads).isPresent();
    }

    private static Optional<Module> late() {
        if (!Object.class.getModule().isExported("jdk.internal.module", Incubator.class.getModule()))
            return Optional.empty();
        try {
            return Optional.of((Module) Class.forName("jdk.internal.module.Modules")
                    .getMethod("loadModule", String.class).invoke(null, MODULE));
        } catch (ReflectiveOperationException | RuntimeException absent) {
            // Another JDK's inside, or a JDK without the module: the scalar kernels run and say so.
            return Optional.empty();
        }
    }
}
