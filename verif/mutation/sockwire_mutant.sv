// The number of the mutant that is alive, from the environment: 0 for none. Of netlists that
// mutants.py writes; no part of the RTL.
module sockwire_mutant (
    output logic [15:0] number_o
);
  initial number_o = 16'($c32("(std::getenv(\"SOCKWIRE_MUTANT\") ? std::atoi(std::getenv(\"SOCKWIRE_MUTANT\")) : 0)"));
endmodule
