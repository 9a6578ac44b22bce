/** fast-check with a fixed seed: a test gives the same result at every run. */
import fc from 'fast-check';

fc.configureGlobal({ seed: 1 });

export { fc };
