#!/bin/sh
# make.sh SHARED WORK OUT MINUTES
set -e
cd "$(dirname "$0")"
export OMP_NUM_THREADS=1
"${PYTHON:-python3}" train.py --shared "$1" --work "$2" --minutes "$4"
"${PYTHON:-python3}" export.py --shared "$1" --work "$2" --out "$3"
"${PYTHON:-python3}" evaluate.py --shared "$1" --work "$2" --model "$3"
