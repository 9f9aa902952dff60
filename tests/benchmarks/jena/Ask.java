import java.io.FileOutputStream;
import java.nio.file.*;
import java.util.*;
import org.apache.jena.query.*;
import org.apache.jena.rdf.model.*;
import org.apache.jena.riot.RDFDataMgr;

/** Loads N-Quads, makes one graph the default graph, and writes the answer of each query as SPARQL JSON: Ask FACTS OUT QUADS... QUERIES... */
public class Ask {
    public static void main(String[] args) throws Exception {
        String facts = args[0];
        Path out = Path.of(args[1]);
        Dataset loaded = DatasetFactory.create();
        int at = 2;
        for (; !args[at].endsWith(".rq"); at++) RDFDataMgr.read(loaded, args[at]);
        long quads = 0;
        Dataset asked = DatasetFactory.create(loaded.getNamedModel(facts));
        for (Iterator<String> names = loaded.listNames(); names.hasNext();) {
            String name = names.next();
            quads += loaded.getNamedModel(name).size();
            if (!name.equals(facts)) asked.addNamedModel(name, loaded.getNamedModel(name));
        }
        System.out.println("quads " + quads + " facts " + loaded.getNamedModel(facts).size());
        for (; at < args.length; at++) {
            Path query = Path.of(args[at]);
            long began = System.nanoTime();
            try (QueryExecution run = QueryExecutionFactory.create(QueryFactory.read(query.toString()), asked);
                 FileOutputStream file = new FileOutputStream(out.resolve(query.getFileName() + ".json").toFile())) {
                ResultSetFormatter.outputAsJSON(file, run.execSelect());
            }
            System.out.println(query.getFileName() + " " + (System.nanoTime() - began) / 10000000 / 100.0);
        }
    }
}
