// The sources of own_design; those of Sockwire are found by name.
own_light.sv
own_design.sv
