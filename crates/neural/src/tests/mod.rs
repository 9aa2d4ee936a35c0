mod damage;
mod golden;
mod hostile;
mod model;
mod reference;
mod scoring;
mod splitting;
